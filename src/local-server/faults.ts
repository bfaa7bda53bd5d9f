import { MAX_SIGNATURE_AGE_MILLIS } from './model/limits.js';
import type { Fault } from './model/fault-types.js';

/** What faults match on. */
export interface FaultSubject {
  readonly action: string;
  readonly logGroupName?: string | undefined;
  readonly logStreamName?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly gzip: boolean;
  /** When the request was signed, by the caller's clock; undefined when it did not say. */
  readonly signedAt?: number | undefined;
  /** The true time. */
  readonly time: number;
}

/** What the active faults do to one call. */
export interface FaultPlan {
  readonly latencyMillis: number;
  /** The offset of the server's clock for signatures. */
  readonly skewMillis: number;
  readonly deletions: readonly { readonly logGroupName: string; readonly logStreamName?: string }[];
  /** The fault that decides the answer. */
  readonly decisive?: DecisiveFault | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

type DecisiveFault = Exclude<
  Fault,
  { readonly kind: 'latency' } | { readonly kind: 'delete-group' | 'delete-stream' }
>;

interface Count {
  seen: number;
  met: number;
}

/** Follows a script of faults: counts for each fault the calls it matched and the calls it affected. */
export function createFaultScript(
  random: () => number,
): (faults: readonly Fault[], call: FaultSubject) => FaultPlan {
  // Counts are kept beside the faults: the script belongs to the caller, who may push the same object again.
  const counts = new WeakMap<Fault, Count>();

  function isDue(fault: Fault, count: Count): boolean {
    const { skip = 0, times = defaultTimes(fault), rate = 1 } = fault;
    return count.seen > skip && count.met < times && (rate >= 1 || random() < rate);
  }

  return (faults, call) => {
    let latencyMillis = 0;
    let skewMillis = 0;
    let decisive: DecisiveFault | undefined;
    const deletions: { logGroupName: string; logStreamName?: string }[] = [];
    for (const fault of faults) {
      if (!matches(fault, call)) continue;
      const count = counts.get(fault) ?? { seen: 0, met: 0 };
      counts.set(fault, count);
      count.seen += 1;
      if (!isDue(fault, count)) continue;
      if (fault.kind === 'latency') {
        latencyMillis += fault.latencyMillis;
      } else if (fault.kind === 'delete-group' || fault.kind === 'delete-stream') {
        const deletion = deletionOf(fault, call);
        if (deletion !== undefined) deletions.push(deletion);
      } else if (fault.kind === 'skew') {
        skewMillis += fault.skewMillis;
        if (decisive === undefined && isOff(call, fault.skewMillis)) decisive = fault;
      } else if (decisive === undefined) {
        decisive = fault;
      } else {
        // Another fault answers this call, so this one is still due.
        continue;
      }
      count.met += 1;
    }
    return { latencyMillis, skewMillis, deletions, decisive, headers: decisive?.headers ?? {} };
  };
}

function defaultTimes({ kind }: Fault): number {
  return kind === 'delete-group' || kind === 'delete-stream' ? 1 : Number.POSITIVE_INFINITY;
}

function matches(fault: Fault, call: FaultSubject): boolean {
  if (fault.kind === 'no-gzip' && !call.gzip) return false;
  return (
    (fault.actions === undefined || fault.actions.some((action) => action === call.action)) &&
    (fault.logGroupName === undefined || fault.logGroupName === call.logGroupName) &&
    (fault.logStreamName === undefined || fault.logStreamName === call.logStreamName) &&
    (fault.accessKeyId === undefined || fault.accessKeyId === call.accessKeyId)
  );
}

function deletionOf(
  { kind }: Fault,
  { logGroupName, logStreamName }: FaultSubject,
): FaultPlan['deletions'][number] | undefined {
  if (logGroupName === undefined) return undefined;
  if (kind === 'delete-group') return { logGroupName };
  return logStreamName === undefined ? undefined : { logGroupName, logStreamName };
}

function isOff({ signedAt, time }: FaultSubject, skewMillis: number): boolean {
  return signedAt !== undefined && Math.abs(time + skewMillis - signedAt) > MAX_SIGNATURE_AGE_MILLIS;
}
