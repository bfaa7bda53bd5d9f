/** No option has a longer name, and the work grows with the length. */
const MAX_COMPARED_LENGTH = 64;

/** The name that needs the fewest changed letters; case does not count. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  let closest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    // A nested option may have been written one level too high or too low: its last part counts.
    const word = candidate.slice(candidate.lastIndexOf('.') + 1);
    const changes = distance(name.slice(0, MAX_COMPARED_LENGTH).toLowerCase(), word.toLowerCase());
    if (changes < fewest) {
      fewest = changes;
      closest = candidate;
    }
  }
  return closest;
}

/** The Levenshtein distance; a name that continues a known one, or is its beginning, is close too. */
function distance(from: string, to: string): number {
  if (from === to) return 0;
  if (from.length > 2 && (from.startsWith(to) || to.startsWith(from))) return 1;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
