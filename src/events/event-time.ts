import type { HrTime } from '@opentelemetry/api';
import { MAX_AGE_MILLIS, MAX_AHEAD_MILLIS } from './limits.js';

/** The largest instant that a JavaScript Date can hold, in seconds; beyond it lies no real time. */
const MAX_SECONDS = 8.64e12;

type Times = { readonly hrTime: HrTime; readonly hrTimeObserved: HrTime };

export function isValidTime(time: HrTime | null | undefined): time is HrTime {
  if (time === undefined || time === null) return false;
  const [seconds, nanos] = time;
  return seconds >= 0 && seconds < MAX_SECONDS && nanos >= 0 && nanos < 1e9 && (seconds >= 1 || nanos >= 1);
}

/**
 * The record's time, where the service takes it, or when it was observed, where the service takes that. Else the first
 * of them that is a time at all, or now: an SDK lets `[NaN, NaN]` and `[0, 0]` through.
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

/** What the record gave as its time, whatever the time of its event: that is the answer where it gave none. */
export function givenTime({ hrTime }: Pick<Times, 'hrTime'>, ofEvent: HrTime): HrTime {
  return isValidTime(hrTime) ? hrTime : ofEvent;
}

/** Whether the event has another time than the record gave. */
export function isMoved(record: Pick<Times, 'hrTime'>, ofEvent: HrTime): boolean {
  const given = givenTime(record, ofEvent);
  return given !== ofEvent && toMillis(given) !== toMillis(ofEvent);
}

/** PutLogEvents takes whole milliseconds. */
export function toMillis(time: HrTime): number {
  return Math.floor(time[0]) * 1000 + Math.floor(time[1] / 1e6);
}
