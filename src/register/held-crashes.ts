/** An application that ends the process because of an exception does so within this time. */
const HOLD_MILLIS = 10_000;

/** The first ones, from which others often follow, and the last one, which may be the one that ends the process. */
const MAX_HELD = 10;

interface HeldCrash {
  readonly record: object;
  readonly isLoggedBy: (text: string) => boolean;
  /** The turn of the event loop in which it was thrown has not ended. */
  isNew: boolean;
  timer?: NodeJS.Timeout;
}

/** Exceptions that a listener of the application got: the process continues, or ends because of them a little later. */
export function createHeldCrashes() {
  let held: readonly HeldCrash[] = [];

  /** No timer keeps a record in memory that is no longer held. */
  function remove(isWanted: (crash: HeldCrash) => boolean): object[] {
    const removed = held.filter(isWanted);
    held = held.filter((crash) => !removed.includes(crash));
    for (const { timer } of removed) clearTimeout(timer);
    return removed.map(({ record }) => record);
  }

  return {
    hold(record: object, isLoggedBy: HeldCrash['isLoggedBy']): void {
      const last = held[MAX_HELD - 1];
      remove((crash) => crash === last);
      const crash: HeldCrash = { record, isLoggedBy, isNew: true };
      held = [...held, crash];
      setImmediate(() => (crash.isNew = false));
      crash.timer = setTimeout(remove, HOLD_MILLIS, (one: HeldCrash) => one === crash).unref();
    },
    /** The application has logged this text. */
    logged: (text: string): void => void remove(({ isLoggedBy }) => isLoggedBy(text)),
    /** The records of those that ended the process: one that ends with 0 ends because of an exception only at once. */
    endedBy: (exitCode: number): object[] => remove(({ isNew }) => isNew || exitCode !== 0),
  };
}
