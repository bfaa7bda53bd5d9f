/** Returns the result of the work; undefined where it throws, which has no effect. */
export function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Does nothing: for calls that need no action, and errors that cannot be reported. */
export function ignore(): void {
  // Nothing to do.
}
