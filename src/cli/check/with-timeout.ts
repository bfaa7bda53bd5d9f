import type { Clock } from '../../util/clock.js';

/** The result of the work, or a TimeoutError. A credential provider, for example, ignores the abort signal. */
export function withTimeout<T>(
  clock: Clock,
  millis: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(
      () => {
        const error = new Error(`no answer within ${millis} ms`);
        error.name = 'TimeoutError';
        reject(error);
        controller.abort(error);
      },
      millis,
      'keep alive',
    );
    work(controller.signal).then(resolve, reject).finally(cancel);
  });
}
