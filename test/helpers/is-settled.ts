import { turn } from './turn.js';

/** Whether a promise settles without time and without another thread. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  void promise.then(settle, settle);
  await turn();
  return settled;
}
