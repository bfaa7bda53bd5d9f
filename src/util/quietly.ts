/** Gives what the work gives; undefined where it throws, which is of no consequence. */
export function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
