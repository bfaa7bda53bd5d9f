import { quietly } from '../util/quietly.js';
import { isObject } from '../util/is-object.js';

/**
 * The package `signal-exit`, which many packages load. Its listener of a signal waits until it is the only one, calls the
 * application back, and then raises the signal.
 */
export interface SignalExit {
  /** How many listeners its copies have on each signal. */
  count(): number;
  /** Calls back when the application has been called, just before the signal ends the process. */
  afterCallbacks(callback: () => void): void;
}

/** Copies of one version share an emitter: version 4 on the global object, version 3 on `process`. */
export function findSignalExit(
  global: object = globalThis,
  process: object = globalThis.process,
): SignalExit {
  const emitters = (): readonly (readonly [emitter: unknown, lastEvent: string])[] => [
    [Reflect.get(global, Symbol.for('signal-exit emitter')), 'afterExit'],
    [Reflect.get(process, '__signal_exit_emitter__'), 'afterexit'],
  ];
  return {
    count: () => emitters().reduce((sum, [emitter]) => sum + countOf(emitter), 0),
    afterCallbacks(callback) {
      for (const [emitter, lastEvent] of emitters()) {
        const listener = (): void => {
          // Version 4 keeps the process alive for a listener that returns true.
          callback();
        };
        quietly(() => isEmitter(emitter) && emitter.on(lastEvent, listener));
      }
    },
  };
}

function countOf(emitter: unknown): number {
  const count: unknown = isEmitter(emitter) ? emitter.count : 0;
  return typeof count === 'number' ? count : 0;
}

function isEmitter(
  value: unknown,
): value is { on(event: string, listener: () => void): void; count?: unknown } {
  return isObject(value) && 'on' in value && typeof value['on'] === 'function';
}
