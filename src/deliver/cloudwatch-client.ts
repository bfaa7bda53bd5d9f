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
import { createBoundedCalls, type Call } from './bounded-calls.js';
import { errorText } from './error-text.js';
import { proxyAgents } from './proxy-agents.js';
import { createPutLogEventsCommand, type PutRequest } from './put-log-events-command.js';
import { closeIdleConnections } from './connections.js';
import { refreshCredentials } from './refresh-credentials.js';
import { rememberSuccess } from './remember-success.js';
import { watchCall, type ServerAddress } from './watch-call.js';

/** What the exporter uses of the AWS SDK. */
export type SdkParts = Pick<
  typeof Sdk,
  | 'CloudWatchLogsClient'
  | 'CreateLogGroupCommand'
  | 'CreateLogStreamCommand'
  | 'PutLogEventsCommand'
  | 'PutRetentionPolicyCommand'
>;

/** The class may be one that the SDK's types do not know yet. */
export type LogGroupInput = Omit<CreateLogGroupCommandInput, 'logGroupClass'> & { logGroupClass?: string };

/** The calls of CloudWatch Logs that the exporter makes: one attempt each, bounded in time, untraced. */
export interface CloudWatchApi {
  putLogEvents(request: PutRequest): Promise<PutLogEventsCommandOutput>;
  createLogGroup(input: LogGroupInput): Promise<void>;
  createLogStream(destination: Destination): Promise<void>;
  putRetentionPolicy(logGroupName: string, retentionInDays: number): Promise<void>;
  /** Asks for new credentials where the client's provider can be asked. */
  refreshCredentials(): Promise<void>;
  /** Where the calls go to and as whom; rejects as long as region or credentials cannot be found. */
  identity(): Promise<CallerIdentity>;
  /** What the client has shown so far, without a wait. */
  known(): KnownConfig;
  /** Where the last request went; undefined before the first. */
  server(): ServerAddress | undefined;
  /**
   * Gives up the calls that have had no answer for so long, as if their time were over: a kept-alive connection that
   * nobody answers on looks like that. They fail, and may be made anew.
   */
  giveUp(olderThanMillis: number): void;
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

/** What a client was found to use, as far as that is known. */
export interface KnownConfig {
  readonly region?: string;
  readonly endpoint?: string;
  /** Those of the last request. */
  readonly credentials?: unknown;
}

export interface CloudWatchApiSettings {
  readonly client?: Pick<CloudWatchLogsClient, 'send'>;
  readonly clientConfig?: CloudWatchLogsClientConfig;
  readonly requestTimeoutMillis: number;
  /** Called with the credentials of each request, which messages must not show. */
  readonly onCredentials?: (credentials: unknown) => void;
  /** Where the SDK is loaded from; by default from where this package is. */
  readonly loadSdk?: () => Promise<SdkParts>;
}

type Client = Pick<CloudWatchLogsClient, 'send'>;

export function createCloudWatchApi(clock: Clock, settings: CloudWatchApiSettings): CloudWatchApi {
  let ownClient: CloudWatchLogsClient | undefined;
  let server: ServerAddress | undefined;
  const calls = createBoundedCalls(clock, settings.requestTimeoutMillis);
  let isDestroyed = false;
  let known: KnownConfig = {};
  // Where an application ends before the first call, its client has said at least where it sends to.
  if (settings.client !== undefined) void learn(settings.client);

  // Loaded at the first call: an application's start does not wait for it, and instrumentations patch http first.
  const connect = rememberSuccess(async (): Promise<{ sdk: SdkParts; client: Client }> => {
    const sdk = await loadSdk(settings.loadSdk);
    // One owner of retries: the exporter. The SDK makes a single attempt unless somebody asks for more.
    ownClient ??= settings.client
      ? undefined
      : new sdk.CloudWatchLogsClient({
          ...proxyAgents(process.env, process.execArgv),
          ...settings.clientConfig,
          maxAttempts: settings.clientConfig?.maxAttempts ?? 1,
        });
    return { sdk, client: settings.client ?? ownClient! };
  });

  async function learn({ config }: Partial<CloudWatchLogsClient>): Promise<void> {
    if (known.region !== undefined) return;
    try {
      const { region, endpoint } = await placeOf(config);
      known = { ...known, ...(region !== '' && { region }), ...(endpoint !== '' && { endpoint }) };
    } catch {
      // The call says it.
    }
  }

  function call<T>(work: (sdk: SdkParts, client: Client, call: Call) => Promise<T>): Promise<T> {
    return untraced(() =>
      calls.run(async (opened) => {
        const { sdk, client } = await connect();
        // A body may still be compressed when the exporter ends: what is counted as lost is not sent after all.
        void learn(client);
        if (isDestroyed) throw new Error('The exporter was shut down before the call');
        return work(sdk, client, opened).catch((thrown: unknown) => throwFrom(client, thrown));
      }),
    );
  }

  /** Sends one command and reads its answer; what fails before the request is ready is no fault of the service. */
  function send<Command extends object, Output>(
    opened: Call,
    command: Command,
    needsObject: boolean,
    work: (command: Command, options: { abortSignal: AbortSignal }) => Promise<Output>,
  ): Promise<Output> {
    const watched = watchCall(command, needsObject, {
      onStart: () => void (opened.isReady = false),
      onReady: () => void (opened.isReady = true),
      onSend(to, credentials) {
        server = to ?? server;
        if (credentials !== undefined) known = { ...known, credentials };
        settings.onCredentials?.(credentials);
      },
    });
    return work(watched, { abortSignal: opened.signal });
  }

  return {
    putLogEvents: (request) =>
      call((sdk, client, opened) =>
        send(opened, createPutLogEventsCommand(sdk.PutLogEventsCommand, request), true, (command, options) =>
          client.send(command, options),
        ),
      ),
    createLogGroup: (input) =>
      call(async (sdk, client, opened) => {
        await send(
          opened,
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the service judges a class it may know
          new sdk.CreateLogGroupCommand(input as CreateLogGroupCommandInput),
          false,
          (command, options) => client.send(command, options),
        );
      }),
    createLogStream: ({ logGroupName, logStreamName }) =>
      call(async (sdk, client, opened) => {
        const made = new sdk.CreateLogStreamCommand({ logGroupName, logStreamName });
        await send(opened, made, false, (command, options) => client.send(command, options));
      }),
    putRetentionPolicy: (logGroupName, retentionInDays) =>
      call(async (sdk, client, opened) => {
        const made = new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays });
        await send(opened, made, false, (command, options) => client.send(command, options));
      }),
    refreshCredentials: () => call((_sdk, client) => refreshCredentials(client, settings.clientConfig)),
    identity: () =>
      call(async (_sdk, client) => {
        const { config } = client as Partial<CloudWatchLogsClient>;
        const credentials = await config?.credentials?.();
        return { ...(await placeOf(config)), account: credentials ? accountOf(credentials) : '' };
      }),
    known: () => known,
    server: () => server,
    giveUp(olderThanMillis) {
      calls.giveUp(olderThanMillis);
      closeIdleConnections(ownClient);
    },
    destroy() {
      isDestroyed = true;
      calls.failAll('The exporter was shut down');
      ownClient?.destroy();
    },
  };
}

async function placeOf(
  config: Partial<CloudWatchLogsClient>['config'],
): Promise<Pick<CallerIdentity, 'endpoint' | 'region'>> {
  const endpoint = await config?.endpoint?.();
  return {
    endpoint: endpoint
      ? `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port ?? ''}${endpoint.path}`
      : '',
    region: (await config?.region?.()) ?? '',
  };
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

async function loadSdk(
  load = (): Promise<SdkParts> => import('@aws-sdk/client-cloudwatch-logs'),
): Promise<SdkParts> {
  try {
    return await load();
  } catch (cause) {
    const error = new Error(`@aws-sdk/client-cloudwatch-logs could not be loaded: ${errorText(cause)}`);
    error.name = 'SdkNotLoaded';
    throw error;
  }
}
