import { MAX_EVENT_AGE_MILLIS, MAX_EVENT_LEAD_MILLIS } from './model/limits.js';
import type { Recorder, RejectedExample } from './recorder.js';
import type { Store } from './model/store.js';
import type { RejectedCounts } from './model/types.js';

const MAX_STREAMS = 10;
const MAX_VIOLATION_LENGTH = 200;

const RULES: Readonly<Record<keyof RejectedCounts, string>> = {
  tooOld: `more than ${MAX_EVENT_AGE_MILLIS / 86_400_000} days old`,
  tooNew: `more than ${MAX_EVENT_LEAD_MILLIS / 3_600_000} hours ahead`,
  expired: 'older than the retention of the group',
};

const FROZEN =
  'If the program logs at a frozen date, give the server the same one: startLocalServer({ now: () => FROZEN_MILLIS })';

/** What has arrived, and what was rejected and why: for the error of a wait that times out. */
export function summarizeArrivals(store: Store, recorder: Recorder): string {
  return [arrived(store), ...rejected(recorder), ...broken(recorder)].join('. ');
}

function rejected({ rejected: counts, example }: Recorder): string[] {
  const reasons = (['tooOld', 'tooNew', 'expired'] as const).filter((reason) => counts[reason] > 0);
  if (reasons.length === 0) return [];
  const texts = reasons.map((reason) => `${counts[reason]} ${RULES[reason]}`);
  return [`Rejected: ${texts.join(', ')}${dated(example)}`, FROZEN];
}

function broken({ violations }: Recorder): string[] {
  const last = violations.at(-1);
  if (last === undefined) return [];
  const text = last.message.slice(0, MAX_VIOLATION_LENGTH);
  return [
    `Requests that broke a rule: ${violations.length}, the last ${last.action} (${last.rule}): ${text}`,
  ];
}

/** `3 (group/stream: 2, group/other: 1)` */
function arrived(store: Store): string {
  const streams = [...store.groups.values()].flatMap((group) =>
    [...group.streams.values()].map(({ name, log }) => `${group.name}/${name}: ${log.size - log.notices}`),
  );
  const shown = streams.slice(0, MAX_STREAMS).join(', ') + (streams.length > MAX_STREAMS ? ', ...' : '');
  return `${store.arrived} (${shown === '' ? 'no streams' : shown})`;
}

function dated(example: RejectedExample | undefined): string {
  if (example === undefined) return '';
  return `; one has the time ${timeOf(example.timestamp)}, the server ${timeOf(example.now)}`;
}

/** A rejected timestamp may be outside the range of a Date. */
function timeOf(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? String(millis) : date.toISOString();
}
