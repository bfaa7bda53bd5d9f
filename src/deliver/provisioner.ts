import { type Message, messageOf } from '../messages/message.js';
import type { Clock } from '../util/clock.js';
import type { Destination } from '../events/model.js';
import type { LogGroupFunction, LogGroupOptions } from '../options/options.js';
import { backoffMillis } from '../failures/backoff.js';
import { classifyError } from './classify-error.js';
import type { CloudWatchApi } from './cloudwatch-client.js';
import { answerText, shellQuoted } from '../failures/explain-failure.js';
import { isTransient, type Action, type Failure } from '../failures/failure.js';
import { RememberedGroups } from './remembered-groups.js';

/** Attempts to set a retention while the failure looks temporary. */
const MAX_RETENTION_ATTEMPTS = 10;

export interface ProvisionerSettings {
  readonly createLogGroup: boolean;
  readonly createLogStream: boolean;
  readonly logGroup: LogGroupOptions | LogGroupFunction;
}

export interface ProvisionerParts {
  readonly api: CloudWatchApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly diagnostics: {
    warnOnce(message: Message, name?: string): void;
    errorOnce(message: Message, name?: string): void;
  };
}

/** Creates what is missing: the stream first, and the group only when that call reports it missing. */
export interface Provisioner {
  /** Undefined when the stream exists now. */
  provide(destination: Destination): Promise<Failure | undefined>;
  /** Ends retries of retention policies. */
  close(): void;
}

export function createProvisioner(parts: ProvisionerParts, settings: ProvisionerSettings): Provisioner {
  const { api, clock, diagnostics } = parts;
  const { logGroup } = settings;
  const settingsOf = typeof logGroup === 'function' ? logGroup : (): LogGroupOptions => logGroup;
  const running = new Map<string, Promise<Failure | undefined>>();
  const madeGroups = new RememberedGroups();
  /** Created here, or perhaps created here because the call had no answer; the retention is not set yet. */
  const ours = new Set<string>();
  /** Their creation had no answer: another process may have created them, with a retention of its own. */
  const maybeOurs = new Set<string>();
  let closed = false;

  /** Concurrent callers share one run for a name. */
  function once(name: string, work: () => Promise<Failure | undefined>): Promise<Failure | undefined> {
    let run = running.get(name);
    if (run === undefined) {
      run = work().finally(() => running.delete(name));
      running.set(name, run);
    }
    return run;
  }

  async function provideStream(destination: Destination): Promise<Failure | undefined> {
    if (!settings.createLogStream) return creationIsOff('CreateLogStream');
    // Another stream may have created the group while this call was in flight.
    const groupWasMade = madeGroups.has(destination.logGroupName);
    const create = () => attempt('CreateLogStream', () => api.createLogStream(destination));
    const failure = await create();
    if (failure === undefined) seeToRetention(destination);
    if (failure?.kind !== 'missing') return failure;
    if (groupWasMade) madeGroups.delete(destination.logGroupName);
    const groupFailure = await once(`group ${destination.logGroupName}`, () => provideGroup(destination));
    if (groupFailure !== undefined) return groupFailure;
    const again = await create();
    return again?.kind === 'missing' ? { ...again, kind: 'conflict' } : again;
  }

  async function provideGroup(destination: Destination): Promise<Failure | undefined> {
    const { logGroupName } = destination;
    if (madeGroups.has(logGroupName)) return undefined;
    if (!settings.createLogGroup) return creationIsOff('CreateLogGroup');
    const { retentionInDays: _, ...groupInput } = settingsOf(logGroupName);
    const failure = await attempt('CreateLogGroup', async () => {
      await api.createLogGroup({ ...groupInput, logGroupName });
      ours.add(logGroupName);
    });
    if (failure?.kind === 'unavailable') maybeOurs.add(logGroupName);
    if (failure !== undefined) return failure;
    madeGroups.add(logGroupName);
    seeToRetention(destination);
    return undefined;
  }

  /** Runs beside the delivery and never delays it. */
  function seeToRetention(destination: Destination): void {
    const { logGroupName } = destination;
    const isUnsure = maybeOurs.delete(logGroupName);
    const isOurs = ours.delete(logGroupName);
    if (!isOurs && !isUnsure) return;
    const { retentionInDays } = settingsOf(logGroupName);
    if (isOurs) void keepRetention(destination, retentionInDays, 1);
    else if (retentionInDays !== undefined) {
      diagnostics.warnOnce(
        messageOf('CWL_RETENTION_UNKNOWN', {
          logGroupName,
          command: putRetention(logGroupName, retentionInDays),
        }),
        logGroupName,
      );
    }
  }

  async function keepRetention(
    destination: Destination,
    retentionInDays: number | undefined,
    attempts: number,
  ): Promise<void> {
    const { logGroupName } = destination;
    if (retentionInDays === undefined) {
      diagnostics.warnOnce(
        messageOf('CWL_RETENTION_NOT_SET', { logGroupName, command: putRetention(logGroupName, 30) }),
      );
      return;
    }
    const failure = await attempt('PutRetentionPolicy', () =>
      api.putRetentionPolicy(logGroupName, retentionInDays),
    );
    // A group that was deleted gets its retention when it is created again.
    if (failure === undefined || failure.kind === 'missing' || closed) return;
    if (!isTransient(failure.kind) || attempts >= MAX_RETENTION_ATTEMPTS) {
      diagnostics.errorOnce(
        messageOf('CWL_RETENTION_FAILED', {
          days: retentionInDays,
          logGroupName,
          error: answerText(failure),
        }),
        logGroupName,
      );
    }
    // A denied policy may be allowed later; an occasional retry is cheap.
    clock.schedule(
      () => {
        if (!closed) void keepRetention(destination, retentionInDays, attempts + 1);
      },
      backoffMillis(failure, attempts, parts.random),
    );
  }

  return {
    provide: (destination) =>
      once(`stream ${destination.logGroupName} ${destination.logStreamName}`, () =>
        provideStream(destination),
      ),
    close() {
      closed = true;
    },
  };
}

/** A group or stream that exists already counts as created. */
async function attempt(action: Action, work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    const failure = classifyError(action, thrown);
    return failure.error.name === 'ResourceAlreadyExistsException' ? undefined : failure;
  }
}

function creationIsOff(action: Action): Failure {
  const error = new Error(action === 'CreateLogGroup' ? 'createLogGroup is off' : 'createLogStream is off');
  error.name = 'CreationIsOff';
  return { kind: 'missing', action, error, status: undefined, retryAfterMillis: undefined };
}

function putRetention(logGroupName: string, days: number): string {
  return `aws logs put-retention-policy --log-group-name ${shellQuoted(logGroupName)} --retention-in-days ${days}`;
}
