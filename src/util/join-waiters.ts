/** Adds a waiter, and resolves when the caller resolves it; never after the signal, which removes it. */
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
