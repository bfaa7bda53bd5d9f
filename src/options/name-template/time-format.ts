import { DAY_MILLIS } from '../../util/durations.js';
import { quote } from '../../util/quote.js';

/** A parsed time format: its pieces in order. */
export type TimeFormat = readonly ((date: Date) => string)[];

const MINUTE_MILLIS = 60_000;

const FIELDS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => padded(date.getUTCFullYear(), 4),
  m: (date) => padded(date.getUTCMonth() + 1, 2),
  d: (date) => padded(date.getUTCDate(), 2),
  H: (date) => padded(date.getUTCHours(), 2),
  M: (date) => padded(date.getUTCMinutes(), 2),
  j: (date) => padded(dayOfYear(date), 3),
  '%': () => '%',
};

/** Reads the format of a `{time:...}` placeholder; throws on an unknown `%x`. */
export function parseTimeFormat(text: string): TimeFormat {
  if (text === '') throw new Error('expected a time format such as %Y-%m-%d after "time:", got nothing');
  return Array.from(text.matchAll(/%(.?)|[^%]+/gsu), ([piece, name]) => {
    if (name === undefined) return () => piece;
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field === undefined) {
      throw new Error(`expected %Y, %m, %d, %H, %M, %j or %% in the time format, got ${quote(piece)}`);
    }
    return field;
  });
}

/** The minute of an instant, counted from the epoch: a rendered time is constant within it. */
export function minuteOf(millis: number): number {
  return Math.floor(millis / MINUTE_MILLIS);
}

/** Renders instants in UTC, and caches the last text, because records come in the order of their times. */
export function createTimeRenderer(format: TimeFormat): (millis: number) => string {
  let minute = Number.NaN;
  let text = '';
  return (millis) => {
    if (minuteOf(millis) !== minute) {
      minute = minuteOf(millis);
      const date = new Date(millis);
      text = format.map((piece) => piece(date)).join('');
    }
    return text;
  };
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0');
}

function dayOfYear(date: Date): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  return (midnight - newYear) / DAY_MILLIS + 1;
}
