/** So many log records, in words. */
export function recordsText(count: number): string {
  return `${count} log record${count === 1 ? '' : 's'}`;
}

/** The same with its verb. */
export function recordsWereText(count: number): string {
  return `${recordsText(count)} ${count === 1 ? 'was' : 'were'}`;
}
