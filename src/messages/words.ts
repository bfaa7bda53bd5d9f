/** Names and numbers as messages write them. Pure. */

export function whereOf({
  logGroupName,
  logStreamName,
}: {
  readonly logGroupName: string;
  readonly logStreamName: string;
}): string {
  return `log group "${logGroupName}", log stream "${logStreamName}"`;
}

export function eventsText(count: number): string {
  return `${count} event${count === 1 ? '' : 's'}`;
}

export function recordsText(count: number): string {
  return `${count} log record${count === 1 ? '' : 's'}`;
}

/** The same with its verb. */
export function recordsWereText(count: number): string {
  return `${recordsText(count)} ${count === 1 ? 'was' : 'were'}`;
}
