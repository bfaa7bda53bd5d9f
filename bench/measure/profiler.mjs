import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

/** A thousand samples a second; with more, the profiler itself takes too much CPU. */
const SAMPLING_MICROS = 1_000;

/**
 * Profiles the main thread from now on. A flag of Node would include the start and the warm-up.
 *
 * @param {string} path the file of the profile, which DevTools and editors open
 */
export async function startProfiler(path) {
  const session = new Session();
  session.connect();

  /** @param {string} method @param {object} [params] @returns {Promise<object>} */
  const post = (method, params) =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => {
        if (error === null) resolve(result ?? {});
        else reject(error);
      });
    });

  await post('Profiler.enable');
  await post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROS });
  await post('Profiler.start');

  return {
    async stop() {
      const stopped = await post('Profiler.stop');
      writeFileSync(path, JSON.stringify('profile' in stopped && stopped.profile));
      session.disconnect();
    },
  };
}
