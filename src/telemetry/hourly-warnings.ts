const HOUR_MILLIS = 3_600_000;

export interface HourlyWarningsParts {
  readonly elapsed: () => number;
  readonly warn: (message: string) => void;
}

/** Warns of what goes on: once an hour for each cause. The causes are few and fixed. */
export function createHourlyWarnings({
  elapsed,
  warn,
}: HourlyWarningsParts): (cause: string, message: string) => void {
  const warnedAt = new Map<string, number>();
  return (cause, message) => {
    const now = elapsed();
    if (now - (warnedAt.get(cause) ?? -Infinity) < HOUR_MILLIS) return;
    warnedAt.set(cause, now);
    warn(message);
  };
}
