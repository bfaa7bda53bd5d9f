import { execFileSync, type ChildProcess } from 'node:child_process';
import { cpSync } from 'node:fs';
import { temporaryDirectory, type TemporaryDirectory } from '../../durable/helpers/service.js';
import { until } from '../../helpers/until.js';

/** Resolves when a signal has stopped the process. */
export async function untilStopped({ pid }: ChildProcess): Promise<void> {
  await until(() =>
    execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T'),
  );
}

/** The directory as a machine that stops in this moment leaves it, but for what was not synced. */
export async function snapshot(
  process: ChildProcess,
  directory: TemporaryDirectory,
): Promise<TemporaryDirectory> {
  process.kill('SIGSTOP');
  await untilStopped(process);
  const copy = temporaryDirectory();
  cpSync(directory.path, copy.path, { recursive: true });
  process.kill('SIGCONT');
  return copy;
}
