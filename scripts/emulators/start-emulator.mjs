import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../free-port.mjs';

/** The time limit until an emulator listens. */
const START_MILLIS = 180_000;

/**
 * Starts an emulator on a free port, and waits until it listens.
 * @param {import('./emulators.mjs').Emulator} emulator
 * @param {string} folder where it is installed; it writes its files there
 */
export async function startEmulator({ name, command: [program, ...first], settings, ready }, folder) {
  const port = await freePort();
  const { args, env } = settings(port);
  const child = spawn(join(folder, 'bin', program), [...first, ...args], {
    env: { PATH: process.env.PATH, HOME: folder, FILESYSTEM_ROOT: join(folder, 'files'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const late = setTimeout(() => child.kill(), START_MILLIS);
  await Promise.race([
    untilSaid(child, ready),
    ended.then(([code]) => {
      throw new Error(`${name} ended with ${code} before it listened`);
    }),
  ]);
  clearTimeout(late);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/**
 * It prints a line when it listens, and one for each request.
 * @param {import('node:child_process').ChildProcess} child
 * @param {RegExp} ready
 */
function untilSaid({ stdout, stderr }, ready) {
  let said = '';
  return new Promise((done) => {
    for (const stream of [stdout, stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        if (said.length < 100_000) said += chunk;
        if (ready.test(said)) done(undefined);
      });
    }
  });
}
