import type { CloudWatchLogsClient, CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import { proxyAgents } from '../../deliver/proxy-agents.js';
import { isObject } from '../../util/is-object.js';

/** The AWS SDK as the exporter uses it, with the calls that only `check` makes. */
export interface AwsClient {
  readonly client: CloudWatchLogsClient;
  /** Rejects when no region is set. */
  region(): Promise<string>;
  /** The endpoint of the calls, from whichever setting it comes. */
  endpoint(): Promise<string>;
  /** Rejects when no credentials are found. */
  credentials(): Promise<CallerCredentials>;
  /** The secrets of the credentials that were found. They must not be shown. */
  readonly secrets: readonly string[];
  /** Whether a read of the stream returns an event with that time and text. */
  hasEvent(event: ReadEvent, abortSignal: AbortSignal): Promise<boolean>;
}

/** The values in this object are not secret. */
export interface CallerCredentials {
  /** The source of the credentials, in words. */
  readonly source: string;
  readonly accessKeyId: string;
  readonly accountId: string | undefined;
}

export interface ReadEvent {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly text: string;
}

/** Notes of the SDK about the source of credentials. If it notes several, the first here is the most specific. */
const SOURCES: readonly (readonly [note: string, source: string])[] = [
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'a web identity token (AWS_WEB_IDENTITY_TOKEN_FILE)'],
  ['CREDENTIALS_ENV_VARS', 'environment variables (AWS_ACCESS_KEY_ID)'],
  ['CREDENTIALS_PROFILE_SSO', 'IAM Identity Center, by the profile'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'IAM Identity Center, by the profile'],
  ['CREDENTIALS_PROFILE_PROCESS', 'the credential_process of the profile'],
  ['CREDENTIALS_PROFILE_LOGIN', 'aws login, by the profile'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'a web identity token, by the profile'],
  ['CREDENTIALS_PROFILE_SOURCE_PROFILE', 'the role of the profile'],
  ['CREDENTIALS_PROFILE_NAMED_PROVIDER', 'the role of the profile'],
  ['CREDENTIALS_PROFILE', 'the profile in the shared AWS files'],
  ['CREDENTIALS_STS_ASSUME_ROLE_WEB_ID', 'a web identity token'],
  ['CREDENTIALS_STS_ASSUME_ROLE', 'an assumed role'],
  ['CREDENTIALS_SSO', 'IAM Identity Center'],
  ['CREDENTIALS_HTTP', 'the container (ECS, EKS Pod Identity)'],
  ['CREDENTIALS_PROCESS', 'a credential process'],
];

/** Loads the SDK and makes the client that the exporter would make. */
export async function createAwsClient(clientConfig: CloudWatchLogsClientConfig): Promise<AwsClient> {
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new sdk.CloudWatchLogsClient({
    ...proxyAgents(process.env, process.execArgv),
    ...clientConfig,
    maxAttempts: 1,
  });
  const { config } = client;
  const secrets: string[] = [];
  return {
    client,
    region: () => config.region(),
    endpoint: async () => {
      let found = '';
      const command = new sdk.DescribeLogGroupsCommand({});
      // The SDK resolves the endpoint during a call. This call ends before anything is signed or sent.
      const unsigned = { ...clientConfig, credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
      command.middlewareStack.add(
        () => async (args) => {
          found = urlOf(args.request);
          return { response: {}, output: { $metadata: {} } };
        },
        { step: 'build', priority: 'high' },
      );
      await new sdk.CloudWatchLogsClient(unsigned).send(command);
      if (!/^https?:/.test(found)) throw new Error(`not an http or https address: ${found}`);
      return found;
    },
    async credentials() {
      const found = await config.credentials();
      secrets.push(found.secretAccessKey, ...(found.sessionToken === undefined ? [] : [found.sessionToken]));
      return { source: sourceOf(found), accessKeyId: found.accessKeyId, accountId: found.accountId };
    },
    secrets,
    async hasEvent({ logGroupName, logStreamName, timestamp, text }, abortSignal) {
      const times = { startTime: timestamp, endTime: timestamp + 1 };
      const command = new sdk.GetLogEventsCommand({ logGroupName, logStreamName, ...times });
      const { events = [] } = await client.send(command, { abortSignal });
      return events.some(({ message }) => message?.includes(text) === true);
    },
  };
}

function urlOf(request: unknown): string {
  if (!isObject(request)) return '';
  const [protocol, hostname, port, path] = ['protocol', 'hostname', 'port', 'path'].map((name) => {
    const part: unknown = request[name];
    return typeof part === 'string' || typeof part === 'number' ? String(part) : '';
  });
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}${path}`;
}

/** Only the EC2 provider leaves no note. */
function sourceOf(credentials: object): string {
  const notes: unknown = Reflect.get(credentials, '$source');
  if (!isObject(notes)) return 'the metadata of the instance (EC2)';
  return SOURCES.find(([note]) => note in notes)?.[1] ?? Object.keys(notes).join(', ');
}
