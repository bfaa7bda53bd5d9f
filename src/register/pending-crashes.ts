/** An application that ends the process because of an exception does so within this time. */
const PENDING_MILLIS = 10_000;

/** The first ones, from which others often follow, and the last one, which may be the one that ends the process. */
const MAX_PENDING = 10;

interface PendingCrash {
  readonly record: object;
  readonly isLoggedBy: (text: string) => boolean;
  /** The turn of the event loop in which it was thrown has not ended. */
  isNew: boolean;
  timer?: NodeJS.Timeout;
}

/** Exceptions that a listener of the application got: the process continues, or ends because of them a little later. */
export function createPendingCrashes() {
  let pending: readonly PendingCrash[] = [];

  /** No timer keeps a record in memory that is no longer pending. */
  function remove(isWanted: (crash: PendingCrash) => boolean): object[] {
    const removed = pending.filter(isWanted);
    pending = pending.filter((crash) => !removed.includes(crash));
    for (const { timer } of removed) clearTimeout(timer);
    return removed.map(({ record }) => record);
  }

  return {
    add(record: object, isLoggedBy: PendingCrash['isLoggedBy']): void {
      const last = pending[MAX_PENDING - 1];
      remove((crash) => crash === last);
      const crash: PendingCrash = { record, isLoggedBy, isNew: true };
      pending = [...pending, crash];
      setImmediate(() => (crash.isNew = false));
      crash.timer = setTimeout(remove, PENDING_MILLIS, (one: PendingCrash) => one === crash).unref();
    },
    /** The application has logged this text. */
    logged: (text: string): void => void remove(({ isLoggedBy }) => isLoggedBy(text)),
    /** The records of those that ended the process: one that ends with 0 ends because of an exception only at once. */
    endedBy: (exitCode: number): object[] => remove(({ isNew }) => isNew || exitCode !== 0),
  };
}
