import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import type {
  CloudWatchLogsClient,
  CloudWatchLogsClientConfig,
  CreateLogGroupCommandInput,
  PutLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Clock } from '../util/clock.js';
import type { Destination } from '../events/model.js';
import { accountOf } from './account.js';
import { createPutLogEventsCommand, type PutRequest } from './put-log-events-command.js';
import { rememberSuccess } from './remember-success.js';

/** The calls of CloudWatch Logs that the exporter makes: one attempt each, bounded in time, untraced. */
export interface CloudWatchApi {
  putLogEvents(request: PutRequest): Promise<PutLogEventsCommandOutput>;
  createLogGroup(input: CreateLogGroupCommandInput): Promise<void>;
  createLogStream(destination: Destination): Promise<void>;
  putRetentionPolicy(logGroupName: string, retentionInDays: number): Promise<void>;
  /** Asks for new credentials where the client's provider can be asked. */
  refreshCredentials(): Promise<void>;
  /** Where the calls go to and as whom; rejects as long as region or credentials can not be found. */
  identity(): Promise<CallerIdentity>;
  /** Somebody else may look at a call's input or body, at any time later. */
  isObserved(): boolean;
  /** Ends the calls in flight, makes no more, and lets go of the client when it is ours. */
  destroy(): void;
}

/** Texts that are the same for every process that sends to the same place as the same account. */
export interface CallerIdentity {
  /** Empty for the service's own. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
}

export interface CloudWatchApiSettings {
  readonly client?: Pick<CloudWatchLogsClient, 'send'>;
  readonly clientConfig?: CloudWatchLogsClientConfig;
  readonly requestTimeoutMillis: number;
}

type Client = Pick<CloudWatchLogsClient, 'send'>;

export function createCloudWatchApi(clock: Clock, settings: CloudWatchApiSettings): CloudWatchApi {
  let ownClient: CloudWatchLogsClient | undefined;
  let prototype: object = {};
  const hasOthers = settings.client !== undefined || showsRequests(settings.clientConfig);
  const inFlight = new Set<AbortController>();
  let isDestroyed = false;

  // Loaded at the first call: an application's start does not wait for it, and instrumentations patch http first.
  const connect = rememberSuccess(async (): Promise<{ sdk: typeof Sdk; client: Client }> => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    ({ prototype } = sdk.CloudWatchLogsClient);
    // One owner of retries: the exporter. The SDK makes a single attempt unless somebody asks for more.
    ownClient ??= settings.client
      ? undefined
      : new sdk.CloudWatchLogsClient({
          ...settings.clientConfig,
          maxAttempts: settings.clientConfig?.maxAttempts ?? 1,
        });
    return { sdk, client: settings.client ?? ownClient! };
  });

  function call<T>(
    work: (sdk: typeof Sdk, client: Client, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return untraced(() =>
      withTimeout(clock, settings.requestTimeoutMillis, inFlight, async (abortSignal) => {
        const { sdk, client } = await connect();
        // A body may still be compressed when the exporter ends: what is counted as lost is not sent after all.
        if (isDestroyed) throw new Error('The exporter was shut down before the call');
        return work(sdk, client, { abortSignal }).catch((thrown: unknown) => throwFrom(client, thrown));
      }),
    );
  }

  return {
    putLogEvents: (request) =>
      call((sdk, client, options) =>
        client.send(createPutLogEventsCommand(sdk.PutLogEventsCommand, request), options),
      ),
    createLogGroup: (input) =>
      call(async (sdk, client, options) => {
        await client.send(new sdk.CreateLogGroupCommand(input), options);
      }),
    createLogStream: ({ logGroupName, logStreamName }) =>
      call(async (sdk, client, options) => {
        await client.send(new sdk.CreateLogStreamCommand({ logGroupName, logStreamName }), options);
      }),
    putRetentionPolicy: (logGroupName, retentionInDays) =>
      call(async (sdk, client, options) => {
        await client.send(new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays }), options);
      }),
    refreshCredentials: () =>
      call(async (_sdk, client) => {
        const { config } = client as Partial<CloudWatchLogsClient>;
        await config?.credentials?.({ forceRefresh: true });
      }),
    identity: () =>
      call(async (_sdk, client) => {
        const { config } = client as Partial<CloudWatchLogsClient>;
        const credentials = await config?.credentials?.();
        const endpoint = await config?.endpoint?.();
        return {
          endpoint: endpoint
            ? `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port ?? ''}${endpoint.path}`
            : '',
          region: (await config?.region?.()) ?? '',
          account: credentials ? accountOf(credentials) : '',
        };
      }),
    // A mock or a spy stands on the class: `send` itself comes from further up.
    isObserved: () => hasOthers || Object.hasOwn(prototype, 'send'),
    destroy() {
      isDestroyed = true;
      for (const controller of inFlight) controller.abort();
      ownClient?.destroy();
    },
  };
}

/** Settings whose code sees whole requests; an extension may set any of them. */
const SEE_REQUESTS = ['extensions', 'httpAuthSchemes', 'signer', 'signerConstructor'] as const;

function showsRequests(config: CloudWatchLogsClientConfig = {}): boolean {
  // The SDK takes what can `handle` for a connection, where others give settings of its own.
  const hasConnection = 'handle' in Object(config.requestHandler);
  return hasConnection || SEE_REQUESTS.some((name) => config[name] !== undefined);
}

/** Throws it on, with the region beside what the SDK notes on its errors: the ARN in a message depends on it. */
async function throwFrom({ config }: Partial<CloudWatchLogsClient>, thrown: unknown): Promise<never> {
  try {
    const region = await config?.region?.();
    Object.defineProperty(Object(thrown), '$region', { value: region, configurable: true });
  } catch {
    // Without a region the message names the ARN of most accounts.
  }
  throw thrown;
}

function untraced<T>(work: () => Promise<T>): Promise<T> {
  return context.with(suppressTracing(context.active()), work);
}

/** Ends the wait itself, because not all that a call waits for (a credential provider) knows the signal. */
function withTimeout<T>(
  clock: Clock,
  millis: number,
  inFlight: Set<AbortController>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  inFlight.add(controller);
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.schedule(() => {
      const error = new Error(`no answer within ${millis} ms (requestTimeoutMillis)`);
      error.name = 'TimeoutError';
      reject(error);
      controller.abort(error);
    }, millis);
    const end = (): void => {
      cancel();
      inFlight.delete(controller);
    };
    work(controller.signal).then(resolve, reject).finally(end);
  });
}
