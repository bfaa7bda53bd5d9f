/**
 * The highest level such that cutting every larger size down to it takes `excess` away; `undefined` when all
 * sizes together are less than that.
 */
export function waterLevel(sizes: readonly number[], excess: number): number | undefined {
  // A typed array is sorted by number, and much faster than by a function that compares.
  const descending = Float64Array.from(sizes).toSorted().toReversed();
  let sum = 0;
  for (const [index, size] of descending.entries()) {
    sum += size;
    const level = Math.floor((sum - excess) / (index + 1));
    if (level >= (descending[index + 1] ?? 0)) return level;
  }
  return undefined;
}
