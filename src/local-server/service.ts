import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionHandler } from './actions/context.js';
import { answerFault, type RawAnswer } from './fault-answer.js';
import { createFaultScript, type FaultPlan, type FaultSubject } from './faults.js';
import type { Input } from './model/input.js';
import { createQuotas } from './quotas.js';
import type { Observer } from './model/observer.js';
import { groupOf } from './recorded-input.js';
import type { OpenCall, Recorder } from './recorder.js';
import { openCall, readRequest, subjectOf, type WireRequest } from './read-request.js';
import { ServiceError, throttling } from './model/service-error.js';
import type { Store } from './model/store.js';
import type { Quotas, ViolationRule } from './model/types.js';
import type { Fault } from './model/fault-types.js';

/** The reply: an answer, a connection reset, or no reply. */
export type Reply = (RawAnswer & Pick<FaultPlan, 'skewMillis' | 'headers'>) | 'reset' | 'hang';

export interface ServiceParts {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly observer: Observer;
  readonly faults: () => readonly Fault[];
  readonly quotas: 'account' | Quotas;
  readonly now: () => number;
  readonly random: () => number;
}

const NO_FAULTS: FaultPlan = { latencyMillis: 0, skewMillis: 0, deletions: [], headers: {} };

/** From a request to its reply: read it, apply quotas and faults, run the action. */
export function createService(
  parts: ServiceParts,
): (request: WireRequest, closing: AbortSignal) => Promise<Reply> {
  const { store, recorder, observer, now } = parts;
  const planFaults = createFaultScript(parts.random);
  const takeQuota = createQuotas(parts.quotas, now);

  return async (request, closing) => {
    const call = openCall(request, now());
    recorder.addCall(call);
    let plan = NO_FAULTS;
    let answer: RawAnswer | 'reset' | 'hang';
    try {
      const { handler, input } = readRequest(request, call);
      if (!takeQuota(call.action)) throw throttling();
      const subject = subjectOf(call, request.headers);
      plan = planFaults(parts.faults(), subject);
      if (plan.latencyMillis > 0) await sleep(plan.latencyMillis, undefined, { ref: false, signal: closing });
      applyDeletions(plan, store);
      answer = meetFault(plan, subject, call, () => run(handler, input, call));
    } catch (error) {
      answer = closing.aborted ? 'hang' : refuse(error, call);
    }
    if (typeof answer === 'string') return answer;
    call.status = answer.status;
    return { ...answer, skewMillis: plan.skewMillis, headers: plan.headers };
  };

  function run(handler: ActionHandler, input: Input, call: OpenCall): RawAnswer {
    const body = handler(input, {
      store,
      now,
      report: (rule, message) => report(rule, message, call),
      stored: (stream, events) => observer.stored(stream, events),
      reject: (stream, reason, events) => {
        if (events[0] === undefined) return;
        recorder.addRejected(reason, events.length, { timestamp: events[0].timestamp, now: now() });
        observer.rejected(stream, reason, events);
      },
    });
    return { status: 200, body: JSON.stringify(body) };
  }

  function refuse(error: unknown, call: OpenCall): RawAnswer {
    const { name, message, status, rules } =
      error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), 500);
    for (const rule of rules) report(rule, message, call);
    call.error = name;
    return { status, body: JSON.stringify({ __type: name, message }) };
  }

  function report(rule: ViolationRule, message: string, { action, input, time }: OpenCall): void {
    const { logStreamName } = input;
    const logGroupName = groupOf(input);
    const violation = { rule, message: beginningOf(message), action, logGroupName, logStreamName, time };
    recorder.addViolation(violation);
    observer.violated(violation);
  }
}

const MAX_MESSAGE_LENGTH = 1_000;

/** The beginning of a text that may quote a whole request, copied: a slice would keep the whole text in memory. */
function beginningOf(text: string): string {
  return Buffer.from(text.slice(0, MAX_MESSAGE_LENGTH), 'utf16le').toString('utf16le');
}

/** Runs the work unless a fault decides otherwise. */
function meetFault(
  { decisive, skewMillis }: FaultPlan,
  subject: FaultSubject,
  call: OpenCall,
  work: () => RawAnswer,
): RawAnswer | 'reset' | 'hang' {
  if (decisive === undefined) return work();
  call.fault = decisive.kind;
  const outcome = answerFault(decisive, subject, skewMillis);
  if (outcome instanceof ServiceError) throw outcome;
  if (outcome === 'reset-before-write') return 'reset';
  if (outcome === 'reset-after-write') {
    work();
    return 'reset';
  }
  return outcome;
}

function applyDeletions({ deletions }: FaultPlan, store: Store): void {
  for (const { logGroupName, logStreamName } of deletions) {
    const streams = store.groups.get(logGroupName)?.streams;
    if (logStreamName === undefined) {
      if (streams !== undefined) store.deleteGroup(logGroupName);
    } else if (streams?.has(logStreamName) === true) {
      store.deleteStream(logGroupName, logStreamName);
    }
  }
}
