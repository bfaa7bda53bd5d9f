// Loaded first: timers of a minute fire when the application has been loaded and is idle.
const { setTimeout } = globalThis;
/** @type {(callback: (...args: unknown[]) => void, millis?: number, ...args: unknown[]) => NodeJS.Timeout} */
const withMinutes = (callback, millis, ...args) => {
  if (millis === 60_000) process.once('beforeExit', () => callback(...args));
  return setTimeout(callback, millis, ...args);
};
Reflect.set(globalThis, 'setTimeout', withMinutes);
