import type { ChildProcess } from 'node:child_process';

/** The part of a child process that is used. */
type Talking = Pick<ChildProcess, 'on' | 'once' | 'kill'>;

/** Kills a process that sends no message for that long, because it hangs. A slow machine only takes longer. */
export function killWhenSilent(child: Talking, millis: number): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), millis);
  timer.unref();
  child.on('message', () => timer.refresh());
  child.once('close', () => clearTimeout(timer));
}
