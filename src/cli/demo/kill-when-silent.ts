import type { ChildProcess } from 'node:child_process';

/** What is needed of a process. */
type Talking = Pick<ChildProcess, 'on' | 'once' | 'kill'>;

/** Kills a process that has sent no message for so long: it hangs. On a slow machine it only takes longer. */
export function killWhenSilent(child: Talking, millis: number): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), millis);
  timer.unref();
  child.on('message', () => timer.refresh());
  child.once('close', () => clearTimeout(timer));
}
