import type { Clock } from '../../util/clock.js';

/** The work's result, or a TimeoutError: not all that a call waits for (a credential provider) knows the signal. */
export function within<T>(
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
      'holds process',
    );
    work(controller.signal).then(resolve, reject).finally(cancel);
  });
}
