/** An application that ends the process because of an exception does so within this time. */
const HOLD_MILLIS = 10_000;

/** The first ones: where more come, they often follow from these. */
const MAX_HELD = 10;

interface HeldCrash {
  readonly record: object;
  readonly isLoggedBy: (text: string) => boolean;
  /** The turn of the event loop in which it was thrown has not ended. */
  isNew: boolean;
}

/** Exceptions that a listener of the application got: the process continues, or ends because of them a little later. */
export function createHeldCrashes() {
  const held = new Set<HeldCrash>();

  function takeThose(isWanted: (crash: HeldCrash) => boolean): object[] {
    const taken = Array.from(held).filter(isWanted);
    for (const crash of taken) held.delete(crash);
    return taken.map(({ record }) => record);
  }

  return {
    hold(record: object, isLoggedBy: HeldCrash['isLoggedBy']): void {
      if (held.size >= MAX_HELD) return;
      const crash: HeldCrash = { record, isLoggedBy, isNew: true };
      held.add(crash);
      setImmediate(() => (crash.isNew = false));
      setTimeout(() => held.delete(crash), HOLD_MILLIS).unref();
    },
    /** The application has logged this text. */
    logged: (text: string): void => void takeThose(({ isLoggedBy }) => isLoggedBy(text)),
    /** The records of those that ended the process: one that ends with 0 ends because of an exception only at once. */
    take: (exitCode: number): object[] => takeThose(({ isNew }) => isNew || exitCode !== 0),
  };
}
