import type { EventEmitter } from 'node:events';
import { within } from '../util/within.js';

/** What is done at the end of a process; neither rejects. */
export interface Closable {
  /** Delivers what there is; logging goes on. */
  flush(): Promise<void>;
  /** Delivers what there is, and says what is left. */
  shutdown(): Promise<void>;
}

/** What is needed of `process`. */
export interface EndingProcess extends Pick<
  EventEmitter,
  'listeners' | 'on' | 'prependListener' | 'removeListener'
> {
  readonly pid: number;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}

export interface ExitSettings {
  /** Only the main thread gets signals. */
  readonly handleSignals: boolean;
  /** How long the work at the end may take. */
  readonly maxMillis: number;
  /** Listeners of other SDKs, which flush and then let the process live on. */
  readonly listenersOfSdks: readonly SignalListener[];
  /** How many listeners of a signal wait to be alone before they raise it: ours would make them wait without end. */
  readonly countWaiting: () => number;
}

/** A listener for a signal. */
export type SignalListener = NodeJS.SignalsListener;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Flushes when the process comes to its end: by itself, or, where signals are handled, by a signal. A signal is raised
 * again when nobody listens to it who could end the process.
 */
export function installExitHooks(
  service: Closable,
  process: EndingProcess,
  { handleSignals, maxMillis, listenersOfSdks, countWaiting }: ExitSettings,
): void {
  let flushedBefore = false;
  let ending = false;

  function onSignal(signal: NodeJS.Signals): void {
    // A shell and a package manager that both pass a signal on make two of it.
    if (ending) return;
    const others = process
      .listeners(signal)
      .filter((listener) => listener !== onSignal && !listenersOfSdks.some((ofSdk) => ofSdk === listener));
    // The others decide when the process ends, and may log until then. The first process of a container has
    // nobody who would end it: a signal without a listener does nothing there.
    if (others.length > countWaiting() || process.pid === 1) {
      void within(maxMillis, service.flush());
      // And what they log in their listeners, which come behind this one.
      setImmediate(() => void within(maxMillis, service.flush()));
      return;
    }
    ending = true;
    void within(maxMillis, service.shutdown()).then(() => raise(signal));
  }

  function raise(signal: NodeJS.Signals): void {
    // Not before: those who listen unseen, as tsx does, end the process when nobody else is there.
    removeListeners();
    for (const listener of listenersOfSdks) process.removeListener(signal, listener);
    process.kill(process.pid, signal);
  }

  function onBeforeExit(): void {
    const others = process.listeners('beforeExit').filter((listener) => listener !== onBeforeExit);
    // What others log when they tidy up comes after this, and then Node asks again.
    if (others.length > 0 && !flushedBefore) {
      flushedBefore = true;
      setImmediate(() => void within(maxMillis, service.flush()));
      return;
    }
    removeListeners();
    setImmediate(() => void within(maxMillis, service.shutdown()));
  }

  function removeListeners(): void {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('beforeExit', onBeforeExit);
  }

  if (handleSignals) {
    // First in the row: those that listen once are still there to be seen.
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  }
  process.on('beforeExit', onBeforeExit);
}

/**
 * How many listeners the copies of `signal-exit` have on each signal. Each counts its own where the other copies look:
 * version 4 on the global object, version 3 on `process`.
 */
export function countSignalExit(global: object = globalThis, process: object = globalThis.process): number {
  const emitters: unknown[] = [
    Reflect.get(global, Symbol.for('signal-exit emitter')),
    Reflect.get(process, '__signal_exit_emitter__'),
  ];
  return emitters.reduce<number>((sum, emitter) => sum + countOf(emitter), 0);
}

function countOf(emitter: unknown): number {
  const count: unknown = typeof emitter === 'object' && emitter !== null ? Reflect.get(emitter, 'count') : 0;
  return typeof count === 'number' ? count : 0;
}
