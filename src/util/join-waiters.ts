/** Waits in the set until its owner resolves the waiter. The signal removes the waiter, which never resolves then. */
export function joinWaiters<Waiter>(
  waiters: Set<Waiter>,
  waiterOf: (resolve: () => void) => Waiter,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return;
    const waiter = waiterOf(resolve);
    waiters.add(waiter);
    signal?.addEventListener('abort', () => waiters.delete(waiter));
  });
}
