import type { HrTime } from '@opentelemetry/api';
import { MAX_AGE_MILLIS, MAX_AHEAD_MILLIS } from './limits.js';

/** The latest time that a JavaScript Date can hold, in seconds. */
const MAX_SECONDS = 8.64e12;

type Times = { readonly hrTime: HrTime; readonly hrTimeObserved: HrTime };

export function isValidTime(time: HrTime | null | undefined): time is HrTime {
  if (time === undefined || time === null) return false;
  // By index: to destructure an array costs more.
  const seconds = time[0];
  const nanos = time[1];
  return seconds >= 0 && seconds < MAX_SECONDS && nanos >= 0 && nanos < 1e9 && (seconds >= 1 || nanos >= 1);
}

/**
 * The record's time if the service accepts it, otherwise its observed time if the service accepts that. Otherwise the
 * first of them that is a valid time, or now: an SDK passes `[NaN, NaN]` and `[0, 0]` through.
 */
export function eventTime({ hrTime, hrTimeObserved }: Times, nowMillis: number): HrTime {
  if (isTaken(hrTime, nowMillis)) return hrTime;
  if (isTaken(hrTimeObserved, nowMillis)) return hrTimeObserved;
  if (isValidTime(hrTime)) return hrTime;
  if (isValidTime(hrTimeObserved)) return hrTimeObserved;
  const seconds = Math.floor(nowMillis / 1000);
  return [seconds, Math.floor((nowMillis - seconds * 1000) * 1e6)];
}

function isTaken(time: HrTime, nowMillis: number): boolean {
  if (!isValidTime(time)) return false;
  const ahead = toMillis(time) - nowMillis;
  return ahead <= MAX_AHEAD_MILLIS && ahead >= -MAX_AGE_MILLIS;
}

/** The time that the record gave, whatever the time of its event; the time of the event if it gave none. */
export function givenTime({ hrTime }: Pick<Times, 'hrTime'>, ofEvent: HrTime): HrTime {
  return hrTime !== ofEvent && isValidTime(hrTime) ? hrTime : ofEvent;
}

/** Whether the time of the event differs from the one that the record gave. */
export function isMoved(record: Pick<Times, 'hrTime'>, ofEvent: HrTime): boolean {
  const given = givenTime(record, ofEvent);
  return given !== ofEvent && toMillis(given) !== toMillis(ofEvent);
}

/** PutLogEvents takes whole milliseconds. */
export function toMillis(time: HrTime): number {
  return Math.floor(time[0]) * 1000 + Math.floor(time[1] / 1e6);
}
