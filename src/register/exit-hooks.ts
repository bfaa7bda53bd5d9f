import type { EventEmitter } from 'node:events';
import { isOfAutoInstrumentations, type SignalListener } from './auto-instrumentations.js';

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
  /** How long the work at the end may take, that of auto-instrumentations included. */
  readonly maxMillis: number;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Flushes when the process comes to its end: by itself, or, where signals are handled, by a signal. A signal is raised
 * again when nobody else listens to it. The listener of auto-instrumentations, which would let the process live on,
 * counts as nobody: its work is done from here. So does one that waits to be alone, as it would wait for this one.
 *
 * @returns removes everything that was added
 */
export function installExitHooks(
  service: Closable,
  process: EndingProcess,
  { handleSignals, maxMillis }: ExitSettings,
): () => void {
  const adopted: SignalListener[] = [];
  let flushedBefore = false;
  let ending = false;

  /** Takes the listener over, so that its promise can be waited for. */
  function adopt(): void {
    for (const listener of process.listeners('SIGTERM')) {
      if (!isOfAutoInstrumentations(listener)) continue;
      process.removeListener('SIGTERM', listener);
      adopted.push(listener);
    }
  }

  function onNewSignalListener(event: string | symbol, listener: unknown): void {
    // It is added only after this.
    if (event === 'SIGTERM' && isOfAutoInstrumentations(listener)) queueMicrotask(adopt);
  }

  function onSignal(signal: NodeJS.Signals): void {
    // A shell and a package manager that both pass a signal on make two of it.
    if (ending) return;
    const others = process
      .listeners(signal)
      .filter((listener) => listener !== onSignal && !waitsToBeAlone(listener));
    const rest = signal === 'SIGTERM' ? adopted.map(async (listener) => listener(signal)) : [];
    // The others decide when the process ends, and may log until then. The first process of a container has
    // nobody who would end it: a signal without a listener does nothing there.
    if (others.length > 0 || process.pid === 1) {
      void within(maxMillis, Promise.allSettled([service.flush(), ...rest]));
      return;
    }
    ending = true;
    void within(maxMillis, Promise.allSettled([service.shutdown(), ...rest])).then(() => raise(signal));
  }

  function raise(signal: NodeJS.Signals): void {
    // Not before: those who listen unseen, as tsx does, end the process when nobody else is there.
    removeListeners();
    process.kill(process.pid, signal);
  }

  function onBeforeExit(): void {
    const others = process
      .listeners('beforeExit')
      .filter((listener) => listener !== onBeforeExit && !isOfAutoInstrumentations(listener));
    // What others log when they tidy up comes after this, and then Node asks again.
    if (others.length > 0 && !flushedBefore) {
      flushedBefore = true;
      setImmediate(() => void within(maxMillis, service.flush()));
      return;
    }
    remove();
    setImmediate(() => void within(maxMillis, service.shutdown()));
  }

  function removeListeners(): void {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('newListener', onNewSignalListener);
    process.removeListener('beforeExit', onBeforeExit);
  }

  function remove(): void {
    removeListeners();
    for (const listener of adopted.splice(0)) process.on('SIGTERM', listener);
  }

  if (handleSignals) {
    adopt();
    process.on('newListener', onNewSignalListener);
    // First in the row: those that listen once are still there to be seen.
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  }
  process.on('beforeExit', onBeforeExit);
  return remove;
}

/** Whether a listener looks who else listens, and raises the signal when it is alone: that of `signal-exit` does. */
function waitsToBeAlone(listener: unknown): boolean {
  return typeof listener === 'function' && Function.prototype.toString.call(listener).includes('.listeners(');
}

/** Resolves with the work, or when its time is up. For that long the process lives: timers of others do not hold it. */
function within(millis: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    void work
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer);
        resolve();
      });
  });
}
