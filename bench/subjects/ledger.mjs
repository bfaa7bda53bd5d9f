/**
 * Counts records that are handed over and have no answer. All subjects have the same bound: one that queues without
 * a bound would look fast, and one that drops records even faster.
 */
export function createLedger() {
  let pending = 0;
  /** @type {Error | undefined} */
  let failure;
  /** @type {{ most: number, resolve: () => void, reject: (error: Error) => void }[]} */
  let waiters = [];

  function wake() {
    const still = [];
    for (const waiter of waiters) {
      if (failure !== undefined) waiter.reject(failure);
      else if (pending <= waiter.most) waiter.resolve();
      else still.push(waiter);
    }
    waiters = still;
  }

  return {
    /** @param {number} count */
    handed(count) {
      pending += count;
    },
    /** @param {number} count */
    answered(count) {
      pending -= count;
      wake();
    },
    /** A loss makes the measurement invalid. @param {unknown} cause */
    fail(cause) {
      failure ??= new Error('Records were lost', { cause });
      wake();
    },
    /**
     * Resolves when at most this many records have no answer.
     *
     * @param {number} most
     * @returns {Promise<void>}
     */
    atMost(most) {
      if (failure !== undefined) return Promise.reject(failure);
      if (pending <= most) return Promise.resolve();
      return new Promise((resolve, reject) => void waiters.push({ most, resolve, reject }));
    },
  };
}

/** @typedef {ReturnType<typeof createLedger>} Ledger */
