import type { Clock } from '../../util/clock.js';
import type { Code } from '../../messages/message.js';
import { classifyError } from '../../deliver/classify-error.js';
import type { AwsClient, CallerCredentials } from './aws-client.js';
import { consoleLink } from './console-link.js';
import { knownAccount, missingPolicy } from './missing-policy.js';
import type { Probe } from './probe.js';
import type { CheckReport, Step } from './report.js';
import { errorOf, stepsOfSend, type Creation } from './steps.js';
import { withTimeout } from './with-timeout.js';

/** An accepted event may not be readable at once. */
const READ_ATTEMPTS = 10;
const READ_PAUSE_MILLIS = 500;

export interface CheckParts {
  readonly clock: Clock;
  readonly aws: AwsClient;
  readonly probe: Probe;
  /** Called with the name of each step. */
  readonly onTry: (what: string) => void;
}

export interface CheckSettings {
  readonly requestTimeoutMillis: number;
  readonly creation: Creation;
  /** What to do when a setting is missing. */
  readonly fixes: Readonly<Record<keyof Setting, { readonly code: Code; readonly fix: string }>>;
}

/** What is known before the first event is sent. */
interface Setting {
  region?: string;
  endpoint?: string;
  credentials?: CallerCredentials;
}

const START = 'Start your service with these settings: its logs go to this log group.';
const CREATE_OR_START =
  'Start your service with these settings: its first event creates what is missing. To try that now, and the permissions that it takes, run this again with --create.';

/** Makes the calls that the exporter would make, until one fails. Never rejects. */
export async function runCheck(
  { clock, aws, probe, onTry }: CheckParts,
  { requestTimeoutMillis, creation, fixes }: CheckSettings,
): Promise<Omit<CheckReport, 'warnings'>> {
  const { destination } = probe;
  const setting: Setting = {};
  const steps: Step[] = [];

  async function learn<Name extends keyof Setting>(
    name: Name,
    read: () => Promise<Setting[Name]>,
  ): Promise<boolean> {
    onTry(name);
    try {
      setting[name] = await withTimeout(clock, requestTimeoutMillis, read);
      return true;
    } catch (thrown) {
      steps.push({ name, status: 'failed', error: errorOfThrown(thrown), ...fixes[name] });
      return false;
    }
  }

  async function readBack(): Promise<Step> {
    const name = 'GetLogEvents';
    const event = { ...destination, timestamp: probe.timestamp, text: probe.id };
    onTry(name);
    try {
      for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
        if (await withTimeout(clock, requestTimeoutMillis, (signal) => aws.hasEvent(event, signal))) {
          return { name, status: 'ok', detail: 'the event came back' };
        }
        await pause(clock, READ_PAUSE_MILLIS);
      }
      return { name, status: 'skipped', detail: 'the event cannot be read yet; look again in a minute' };
    } catch (thrown) {
      return {
        name,
        status: 'skipped',
        detail: 'not read back, which the exporter never does',
        error: errorOfThrown(thrown),
      };
    }
  }

  const isReady =
    (await learn('region', () => aws.region())) &&
    (await learn('endpoint', () => aws.endpoint())) &&
    (await learn('credentials', () => aws.credentials()));
  const { region, endpoint, credentials } = setting;
  if (!isReady || region === undefined || endpoint === undefined || credentials === undefined) {
    return { ok: false, ...destination, region, endpoint, steps };
  }

  onTry('PutLogEvents');
  const { calls, result } = await probe.send();
  const situation = { destination, endpoint, creation };
  const { steps: sending, isKept } = stepsOfSend(calls, result, situation);
  steps.push(...sending);
  if (isKept) steps.push(await readBack());
  const failures = calls.flatMap(({ failure }) => failure ?? []);
  const ok = steps.every(({ status }) => status !== 'failed');
  return {
    ok,
    ...destination,
    region,
    endpoint,
    credentials: { source: credentials.source, account: knownAccount(credentials) },
    steps,
    policy: missingPolicy(failures, destination.logGroupName, { ...credentials, region }),
    ...(ok && { next: isKept ? START : CREATE_OR_START }),
    console: consoleLink(region, destination),
  };
}

function errorOfThrown(thrown: unknown): NonNullable<Step['error']> {
  return errorOf(classifyError('PutLogEvents', thrown));
}

function pause(clock: Clock, millis: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(resolve, millis, 'keep alive'));
}
