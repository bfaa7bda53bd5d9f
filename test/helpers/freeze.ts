import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { turn } from './turn.js';

/** As Lambda does after an invocation: no instruction runs from here until SIGCONT. */
export async function freeze(process: ChildProcess): Promise<void> {
  process.kill('SIGSTOP');
  while (
    !execFileSync('ps', ['-o', 'state=', '-p', `${process.pid}`], { encoding: 'utf8' }).startsWith('T')
  ) {
    await turn();
  }
}
