import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts moto's server on a free port, and waits until it listens.
 * @param {string} program
 */
export async function startMoto(program) {
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const url = await Promise.race([
    urlIn(child.stderr),
    ended.then(([code]) => {
      throw new Error(`moto's server ended with ${code} before it listened`);
    }),
  ]);
  return {
    url,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/**
 * It says on stderr where it listens, and then each request.
 * @param {import('node:stream').Readable} stderr
 * @returns {Promise<string>}
 */
function urlIn(stderr) {
  let said = '';
  return new Promise((done) => {
    stderr.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      if (said.length < 10_000) said += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (url !== undefined) done(url);
    });
  });
}
