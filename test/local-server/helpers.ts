import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type InputLogEvent,
  type PutLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { EventLog } from '../../src/local-server/model/event-log.js';
import { startLocalServer, type LocalServer, type LocalServerOptions } from '../../src/local-server/index.js';
import { Store, type Stream } from '../../src/local-server/model/store.js';

/** The server's clock in tests that depend on time. */
export const NOW = Date.UTC(2026, 10, 21, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const GROUP = '/test/group';
export const STREAM = 'stream';

/** A server, a client that makes single attempts, and common calls. */
export interface Fixture extends AsyncDisposable {
  readonly server: LocalServer;
  readonly client: CloudWatchLogsClient;
  put(...logEvents: InputLogEvent[]): Promise<PutLogEventsResponse>;
  createStream(logStreamName: string, logGroupName?: string): Promise<void>;
}

/** Starts a server whose clock stands at NOW, with the group and the stream created. */
export async function startFixture(options: LocalServerOptions = {}): Promise<Fixture> {
  const server = await startLocalServer({ now: () => NOW, ...options });
  const client = createClient(server);
  const createStream = async (logStreamName: string, logGroupName = GROUP): Promise<void> => {
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  };
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await createStream(STREAM);
  return {
    server,
    client,
    createStream,
    put: (...logEvents) =>
      client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents })),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.close();
    },
  };
}

export function createClient(
  server: LocalServer,
  accessKeyId = 'LOCAL',
  maxAttempts = 1,
): CloudWatchLogsClient {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  return new CloudWatchLogsClient({ ...server.clientConfig, credentials, maxAttempts });
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly type: unknown;
  readonly message: unknown;
}

/** A call that the SDK would not make: any body, any headers. */
export async function rawCall(
  server: LocalServer,
  action: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const response = await fetch(server.url, {
    method: 'POST',
    body,
    headers: {
      'x-amz-target': `Logs_20140328.${action}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=RAW/20261121/us-east-1/logs/aws4_request, Signature=0',
      ...headers,
    },
  });
  const text = await response.text();
  const { __type: type, message } = parseObject(text);
  return { status: response.status, headers: response.headers, body: text, type, message };
}

export function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  assert.ok(typeof value === 'object' && value !== null);
  return { ...value };
}

export function event(message: string, timestamp = NOW): InputLogEvent {
  return { timestamp, message };
}

/** Checks the name and text of a failed call's error, and the rule recorded for it. */
export async function rejects(
  call: Promise<unknown>,
  expected: { readonly name: string; readonly message?: string | RegExp; readonly status?: number },
): Promise<void> {
  await assert.rejects(call, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.name, expected.name);
    if (typeof expected.message === 'string') assert.equal(error.message, expected.message);
    if (expected.message instanceof RegExp) assert.match(error.message, expected.message);
    assert.equal(error.$metadata?.httpStatusCode, expected.status ?? 400);
    return true;
  });
}

export function rules({ violations }: LocalServer): string[] {
  return violations.map(({ rule }) => rule);
}

export function messages(server: LocalServer): string[] {
  return server.events().map(({ message }) => message);
}

/** A store with one group that has these streams, without events. */
export function storeWith(
  name: string,
  streamNames: readonly string[],
): { store: Store; streams: Map<string, Stream> } {
  const store = new Store({ maxEvents: 1_000, maxBytes: 1_000_000 }, () => undefined);
  const streams = new Map<string, Stream>(
    streamNames.map((stream) => [
      stream,
      { name: stream, creationTime: NOW, log: new EventLog(), lastIngestionTime: undefined },
    ]),
  );
  store.groups.set(name, {
    name,
    creationTime: NOW,
    logGroupClass: 'STANDARD',
    kmsKeyId: undefined,
    deletionProtectionEnabled: false,
    tags: new Map(),
    streams,
    retentionInDays: undefined,
  });
  return { store, streams };
}
