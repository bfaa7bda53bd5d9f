import type { Code, Message } from '../messages/message.js';
import { HOUR_MILLIS } from '../util/durations.js';

export interface HourlyWarningsParts {
  readonly elapsed: () => number;
  readonly warn: (message: Message) => void;
}

/** Warns of a repeated problem: once an hour for each code. */
export function createHourlyWarnings({ elapsed, warn }: HourlyWarningsParts): (message: Message) => void {
  const warnedAt = new Map<Code, number>();
  return (message) => {
    const now = elapsed();
    if (now - (warnedAt.get(message.code) ?? -Infinity) < HOUR_MILLIS) return;
    warnedAt.set(message.code, now);
    warn(message);
  };
}
