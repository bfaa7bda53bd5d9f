import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import type {
  CloudWatchLogsClient,
  CloudWatchLogsClientConfig,
  CreateLogGroupCommandInput,
  PutLogEventsCommandOutput,
  ServiceInputTypes,
  ServiceOutputTypes,
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

/** The part of the AWS SDK that the exporter uses. */
export type SdkParts = Pick<
  typeof Sdk,
  | 'CloudWatchLogsClient'
  | 'CreateLogGroupCommand'
  | 'CreateLogStreamCommand'
  | 'PutLogEventsCommand'
  | 'PutRetentionPolicyCommand'
>;

/** The class may be newer than the types of the SDK. */
export type LogGroupInput = Omit<CreateLogGroupCommandInput, 'logGroupClass'> & { logGroupClass?: string };

/** The calls of CloudWatch Logs that the exporter makes: one attempt each, bounded in time, untraced. */
export interface CloudWatchApi {
  putLogEvents(request: PutRequest): Promise<PutLogEventsCommandOutput>;
  createLogGroup(input: LogGroupInput): Promise<void>;
  createLogStream(destination: Destination): Promise<void>;
  putRetentionPolicy(logGroupName: string, retentionInDays: number): Promise<void>;
  /** Asks the credential provider of the client for new credentials, if it can be asked. */
  refreshCredentials(): Promise<void>;
  /** The endpoint, region and account of the calls; rejects while region or credentials cannot be found. */
  identity(): Promise<CallerIdentity>;
  /** What the client has shown so far, without waiting. */
  known(): KnownConfig;
  /** The target of the last request; undefined before the first. */
  server(): ServerAddress | undefined;
  /**
   * Fails the calls that have had no answer for that long, as if they had timed out: their kept-alive connection may be
   * dead. The exporter may repeat them.
   */
  failOld(olderThanMillis: number): void;
  /** Aborts the calls in flight, makes no more, and destroys the client if the exporter made it. */
  destroy(): void;
}

/** Texts that are equal in all processes that send to the same place with the same account. */
export interface CallerIdentity {
  /** Empty for the default endpoint. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
}

/** What the client turned out to use, as far as it is known. */
export interface KnownConfig {
  readonly region?: string;
  readonly endpoint?: string;
  /** The credentials of the last request. */
  readonly credentials?: unknown;
}

export interface CloudWatchApiSettings {
  readonly client?: Pick<CloudWatchLogsClient, 'send'>;
  readonly clientConfig?: CloudWatchLogsClientConfig;
  readonly requestTimeoutMillis: number;
  /** Called with the credentials of each request, which messages must not show. */
  readonly onCredentials?: (credentials: unknown) => void;
  /** The module from which the SDK is loaded; by default this package. */
  readonly loadSdk?: () => Promise<SdkParts>;
}

type Client = Pick<CloudWatchLogsClient, 'send'>;

type Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Parameters<
  typeof CloudWatchLogsClient.prototype.send<Input, Output>
>[0];

export function createCloudWatchApi(clock: Clock, settings: CloudWatchApiSettings): CloudWatchApi {
  let ownClient: CloudWatchLogsClient | undefined;
  let server: ServerAddress | undefined;
  const calls = createBoundedCalls(clock, settings.requestTimeoutMillis);
  let isDestroyed = false;
  let known: KnownConfig = {};
  // If an application ends before the first call, the options are the only source of the endpoint.
  if (settings.client !== undefined) void learn(settings.client);

  // Loaded at the first call: the start of an application does not wait for it, and instrumentations patch http first.
  const connect = rememberSuccess(async (): Promise<{ sdk: SdkParts; client: Client }> => {
    const sdk = await loadSdk(settings.loadSdk);
    // Only the exporter retries. The SDK makes a single attempt unless the application sets maxAttempts.
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
      // The call itself reports it.
    }
  }

  function call<T>(work: (sdk: SdkParts, client: Client, call: Call) => Promise<T>): Promise<T> {
    return untraced(() =>
      calls.run(async (opened) => {
        const { sdk, client } = await connect();
        // A body may still be compressed when the exporter ends: events that were counted as lost must not be sent.
        void learn(client);
        if (isDestroyed) throw new Error('The exporter was shut down before the call');
        return work(sdk, client, opened).catch((thrown: unknown) => throwFrom(client, thrown));
      }),
    );
  }

  /** Sends one command and reads its answer. A failure before the request is ready is not a failure of the service. */
  function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    commandOf: (sdk: SdkParts) => Command<Input, Output>,
    needsObject = false,
  ): Promise<Output> {
    return call(async (sdk, client, opened) => {
      const watched = watchCall(commandOf(sdk), needsObject, {
        onStart: () => void (opened.isReady = false),
        onReady: () => void (opened.isReady = true),
        onSend(to, credentials) {
          server = to ?? server;
          if (credentials !== undefined) known = { ...known, credentials };
          settings.onCredentials?.(credentials);
        },
      });
      return client.send(watched, { abortSignal: opened.signal });
    });
  }

  return {
    putLogEvents: (request) =>
      send((sdk) => createPutLogEventsCommand(sdk.PutLogEventsCommand, request), true),
    async createLogGroup(input) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the service judges a class it may know
      await send((sdk) => new sdk.CreateLogGroupCommand(input as CreateLogGroupCommandInput));
    },
    async createLogStream({ logGroupName, logStreamName }) {
      await send((sdk) => new sdk.CreateLogStreamCommand({ logGroupName, logStreamName }));
    },
    async putRetentionPolicy(logGroupName, retentionInDays) {
      await send((sdk) => new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    },
    refreshCredentials: () => call((_sdk, client) => refreshCredentials(client, settings.clientConfig)),
    identity: () =>
      call(async (_sdk, client) => {
        const { config } = client as Partial<CloudWatchLogsClient>;
        const credentials = await config?.credentials?.();
        return { ...(await placeOf(config)), account: credentials ? accountOf(credentials) : '' };
      }),
    known: () => known,
    server: () => server,
    failOld(olderThanMillis) {
      calls.failOld(olderThanMillis);
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

/** Rethrows the error, with the region on it: the ARN in a message needs the region. */
async function throwFrom({ config }: Partial<CloudWatchLogsClient>, thrown: unknown): Promise<never> {
  try {
    const region = await config?.region?.();
    Object.defineProperty(Object(thrown), '$region', { value: region, configurable: true });
  } catch {
    // Without a region the message uses the partition of most accounts.
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
