import type { EventEmitter } from 'node:events';
import { within } from '../util/within.js';
import type { SignalExit } from './signal-exit.js';

/** The work at the end of a process; neither function rejects. */
export interface Closable {
  /** Delivers what waits; logging continues. */
  flush(): Promise<void>;
  /** Delivers what waits, and reports what is left. */
  shutdown(): Promise<void>;
}

/** The part of `process` that is used. */
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
  /** Bound for the work at the end. */
  readonly maxMillis: number;
  /** Listeners of other SDKs, which flush and then let the process continue. */
  readonly listenersOfSdks: readonly SignalListener[];
  /** Its listeners wait for the others before they raise the signal: ours would make them wait without end. */
  readonly signalExit: SignalExit;
  /** Delivers at once, while the process waits. */
  readonly deliverNow: () => void;
}

/** A listener for a signal. */
export type SignalListener = NodeJS.SignalsListener;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Flushes when the process ends: on its own, or, where signals are handled, by a signal. A signal is raised again when
 * no other listener could end the process.
 */
export function installExitHooks(
  service: Closable,
  process: EndingProcess,
  { handleSignals, maxMillis, listenersOfSdks, signalExit, deliverNow }: ExitSettings,
): void {
  /** Those of the application come later. */
  const exitListeners = new Set(process.listeners('exit'));
  let flushedBefore = false;
  let ending = false;

  function onSignal(signal: NodeJS.Signals): void {
    // A shell and a package manager that both forward a signal deliver it twice.
    if (ending) return;
    const others = process
      .listeners(signal)
      .filter((listener) => listener !== onSignal && !listenersOfSdks.some((ofSdk) => ofSdk === listener));
    const waiting = signalExit.count();
    // The application's listeners decide when the process ends, and may log until then. For the first process of a
    // container raising the signal is useless: a signal without a listener has no effect there.
    if (others.length > waiting || (process.pid === 1 && waiting === 0)) {
      flush();
      // Records that they log in their listeners, which run after this one, count too.
      setImmediate(flush);
      return;
    }
    ending = true;
    if (waiting === 0) {
      void within(maxMillis, service.shutdown()).then(() => raise(signal));
      return;
    }
    // It calls the application, which may log, when the signal is raised, and no `exit` follows.
    signalExit.afterCallbacks(() => {
      if (process.pid === 1) flush();
      else deliverNow();
      // A process lives on if it is the first of a container, or if a callback keeps it alive.
      setImmediate(listen);
    });
    void within(maxMillis, service.flush()).then(() => raise(signal));
  }

  function flush(): void {
    void within(maxMillis, service.flush());
  }

  function raise(signal: NodeJS.Signals): void {
    // Not earlier: hidden listeners, such as that of tsx, end the process when they are alone.
    removeListeners();
    for (const listener of listenersOfSdks) process.removeListener(signal, listener);
    process.kill(process.pid, signal);
  }

  function onBeforeExit(): void {
    const others = process.listeners('beforeExit').filter((listener) => listener !== onBeforeExit);
    // What others log during their cleanup comes after this, and then Node emits the event again.
    if (others.length > 0 && !flushedBefore) {
      flushedBefore = true;
      setImmediate(flush);
      return;
    }
    removeListeners();
    // What listeners that are left log is delivered on `exit`: after a shutdown it would not be accepted.
    const listensToExit = process.listeners('exit').some((listener) => !exitListeners.has(listener));
    const mayLog = others.length > 0 || listensToExit || signalExit.count() > 0;
    setImmediate(() => void within(maxMillis, mayLog ? service.flush() : service.shutdown()));
  }

  function removeListeners(): void {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('beforeExit', onBeforeExit);
  }

  function listen(): void {
    removeListeners();
    ending = false;
    if (handleSignals) {
      // First in the list: once-listeners are still registered then.
      for (const signal of SIGNALS) process.prependListener(signal, onSignal);
    }
    process.on('beforeExit', onBeforeExit);
  }

  listen();
}
