import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

/** Often enough for a thousand samples a second; more would be work of the profiler itself. */
const SAMPLING_MICROS = 1_000;

/**
 * Profiles the main thread from now on, and not its start and its warm-up, as a flag of Node would.
 *
 * @param {string} path where the profile goes: DevTools and editors open it
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
