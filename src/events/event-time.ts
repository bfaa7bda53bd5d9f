import type { HrTime } from '@opentelemetry/api';

/** The largest instant that a JavaScript Date can hold, in seconds; beyond it lies no real time. */
const MAX_SECONDS = 8.64e12;

type Times = { readonly hrTime: HrTime; readonly hrTimeObserved: HrTime };

export function isValidTime(time: HrTime | null | undefined): time is HrTime {
  if (time === undefined || time === null) return false;
  const [seconds, nanos] = time;
  return seconds >= 0 && seconds < MAX_SECONDS && nanos >= 0 && nanos < 1e9 && (seconds >= 1 || nanos >= 1);
}

/** The record's time, or when it was observed, or now: an SDK lets `[NaN, NaN]` and `[0, 0]` through. */
export function eventTime(record: Times, nowMillis: number): HrTime {
  if (isValidTime(record.hrTime)) return record.hrTime;
  if (isValidTime(record.hrTimeObserved)) return record.hrTimeObserved;
  const seconds = Math.floor(nowMillis / 1000);
  return [seconds, Math.floor((nowMillis - seconds * 1000) * 1e6)];
}

/** PutLogEvents takes whole milliseconds. */
export function toMillis(time: HrTime): number {
  return Math.floor(time[0]) * 1000 + Math.floor(time[1] / 1e6);
}
