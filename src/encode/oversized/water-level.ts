/**
 * The highest level at which cutting every larger size down to it removes `excess`; `undefined` when all
 * sizes together are smaller.
 */
export function waterLevel(sizes: readonly number[], excess: number): number | undefined {
  // A typed array sorts by number, much faster than with a comparison function.
  const descending = Float64Array.from(sizes).toSorted().toReversed();
  let sum = 0;
  for (const [index, size] of descending.entries()) {
    sum += size;
    const level = Math.floor((sum - excess) / (index + 1));
    if (level >= (descending[index + 1] ?? 0)) return level;
  }
  return undefined;
}
