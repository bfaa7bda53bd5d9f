import { countOf, partition, pick } from '../events/runs.js';
import type { EventRun } from '../events/model.js';
import type { Failure } from '../failures/failure.js';

/** Answered calls that one batch may use to find the events that cause the refusal. */
const MAX_SEARCH_CALLS = 40;

/** Calls that were answered, or that the remaining portions will need. Shared by the portions of one batch. */
interface Search {
  calls: number;
}

/** A batch, or a portion of one while the event that causes the refusal is searched. */
export interface Portion {
  readonly events: readonly EventRun[];
  /** Undefined for a batch that was not refused. */
  readonly search?: Search;
}

/** What to do with a refused portion. */
export interface Narrowed {
  /** Events to drop: refused on their own, or not separated within the number of calls allowed. */
  readonly poison: readonly EventRun[];
  /** The calls ran out before the events were separated. */
  readonly gaveUp: boolean;
  /** Portions to send, in this order. */
  readonly remainder: readonly Portion[];
}

/** Narrows a refused portion down to the bad events: those that the service names, otherwise by halves. */
export function narrow({ events, search = { calls: 1 } }: Portion, failure: Failure): Narrowed {
  const { poison, rest } = tellApart(events, failure);
  if (search.calls + rest.length > MAX_SEARCH_CALLS) return { poison: events, gaveUp: true, remainder: [] };
  search.calls += rest.length;
  return { poison, gaveUp: false, remainder: rest.map((portion) => ({ events: portion, search })) };
}

function tellApart(
  events: readonly EventRun[],
  failure: Failure,
): { poison: readonly EventRun[]; rest: readonly EventRun[][] } {
  const count = countOf(events);
  if (count === 1) return { poison: events, rest: [] };
  const named = failure.kind === 'invalid' ? namedMembers(failure.error.message, count) : undefined;
  if (named !== undefined) {
    let place = 0;
    const { meant, others } = partition(events, () => named.has(place++));
    return { poison: meant, rest: others.length > 0 ? [others] : [] };
  }
  const half = Math.ceil(count / 2);
  return { poison: [], rest: [pick(events, 0, half), pick(events, half)] };
}

/** Indexes in texts such as `Value '' at 'logEvents.3.member.message' failed`, which count from one. */
function namedMembers(message: string, count: number): Set<number> | undefined {
  const named = new Set<number>();
  for (const [, member] of message.matchAll(/(?:'|\bnull) at 'logEvents\.(\d+)\.member\b/g)) {
    const index = Number(member) - 1;
    if (index >= 0 && index < count) named.add(index);
  }
  return named.size > 0 ? named : undefined;
}
