import { type Message, messageOf } from '../messages/message.js';
import type { PutLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { BufferPool } from '../util/buffer-pool.js';
import { sha256, sha256OffThread } from '../util/crypto.js';
import type { Destination, EventRun, ServiceEntity } from '../events/model.js';
import { classifyError } from './classify-error.js';
import type { CloudWatchApi } from './cloudwatch-client.js';
import type { CompressionPolicy, Encoding } from './compression.js';
import type { Gzip } from './gzip.js';
import { hasUnknownKeys, isTransient, type Failure } from '../failures/failure.js';
import type { Provisioner } from './provisioner.js';
import type { ReadyBody } from './put-log-events-command.js';
import { readRejections, type Rejection } from './read-rejections.js';
import { RememberedGroups } from './remembered-groups.js';
import { composeBody } from './request-body.js';
import type { ServerAddress } from './watch-call.js';

/** The outcome of a batch and of its last call. */
export type SendResult = SendOutcome & {
  /** HTTP status of the answer, where there was one. */
  readonly httpStatus?: number;
  readonly server?: ServerAddress;
};

type SendOutcome =
  /** The service has the batch, except the events named. */
  | { readonly status: 'answered'; readonly rejections: readonly Rejection[] }
  /** Send the same batch again, later. */
  | { readonly status: 'unanswered'; readonly failure: Failure }
  /** Refused: an event in it is refused, or the whole is too large. */
  | { readonly status: 'refused'; readonly failure: Failure };

/** Sends one batch, and again where the cause of a failure can be fixed at once. Never rejects. */
export interface Sender {
  send(destination: Destination, events: readonly EventRun[], entity?: ServiceEntity): Promise<SendResult>;
}

export interface SenderParts {
  readonly api: CloudWatchApi;
  readonly provisioner: Provisioner;
  readonly compression: CompressionPolicy;
  readonly gzip: Gzip;
  readonly buffers: Pick<BufferPool, 'allocate' | 'free'>;
  readonly warnOnce: (message: Message, name?: string) => void;
  /** Called with the size of each request body before and after compression. */
  readonly onBody: (bytes: number, wireBytes: number) => void;
}

/** A mock of a client may return nothing. */
type Attempt = { readonly output: PutLogEventsCommandOutput | undefined } | { readonly failure: Failure };

/** The remedies that one batch has had; each is applied once at most. */
interface Remedies {
  provided: boolean;
  refreshed: boolean;
  skewed: boolean;
  withoutEntity: boolean;
}

export function createSender(parts: SenderParts): Sender {
  const groupsWithoutEntity = new RememberedGroups();
  /** The stream is known to be missing, and its creation was delayed: a put would only fail again. */
  const lacking = new WeakSet<Destination>();

  async function provide(destination: Destination): Promise<Failure | undefined> {
    const failure = await parts.provisioner.provide(destination);
    // Only for failures that end by themselves: where creation is denied, another process may create the stream.
    if (failure !== undefined && isTransient(failure.kind)) lacking.add(destination);
    else lacking.delete(destination);
    return failure;
  }

  function leaveEntityOut({ logGroupName }: Destination, why: string): void {
    groupsWithoutEntity.add(logGroupName);
    parts.warnOnce(messageOf('CWL_ENTITY_REJECTED', { logGroupName, error: why }), logGroupName);
  }

  function withServer(httpStatus: number | undefined): Pick<SendResult, 'httpStatus' | 'server'> {
    const server = parts.api.server();
    return { ...(httpStatus !== undefined && { httpStatus }), ...(server && { server }) };
  }

  async function readyBody(body: Uint8Array<ArrayBuffer>, contentEncoding: Encoding): Promise<ReadyBody> {
    const bytes = contentEncoding === 'gzip' ? await parts.gzip(body) : body;
    parts.onBody(body.length, bytes.length);
    return { bytes, contentEncoding, sha256: await hash(bytes) };
  }

  async function put(
    destination: Destination,
    plain: Uint8Array<ArrayBuffer>,
    encoding: Encoding,
    entity: ServiceEntity | undefined,
  ): Promise<Attempt> {
    try {
      const body = await readyBody(plain, encoding);
      const output = await parts.api.putLogEvents({ destination, entity, body });
      parts.compression.accepted(encoding);
      return { output };
    } catch (thrown) {
      return { failure: classifyError('PutLogEvents', thrown) };
    }
  }

  async function attempt(
    destination: Destination,
    events: readonly EventRun[],
    given: ServiceEntity | undefined,
  ): Promise<Attempt> {
    const entity = groupsWithoutEntity.has(destination.logGroupName) ? undefined : given;
    const encoding = parts.compression.encoding();
    // A body that was sent is never reused: a connection may read it long after the answer.
    const allocate = encoding === 'gzip' ? parts.buffers.allocate : allocateUnpooled;
    const plain = composeBody(destination, entity, events, allocate);
    const result = await put(destination, plain, encoding, entity);
    const isTriedPlain = 'failure' in result && parts.compression.failed(encoding, result.failure);
    if (!isTriedPlain) {
      if (encoding === 'gzip') parts.buffers.free(plain);
      return result;
    }
    const plainResult = await put(destination, plain, undefined, entity);
    parts.compression.plainEnded('failure' in plainResult ? plainResult.failure : undefined);
    return plainResult;
  }

  /** Undefined where there is no remedy; otherwise what to report, or that another attempt may succeed. */
  async function applyRemedy(
    failure: Failure,
    destination: Destination,
    remedies: Remedies,
  ): Promise<'again' | Failure | undefined> {
    if (failure.kind === 'missing' && !remedies.provided) {
      remedies.provided = true;
      return (await provide(destination)) ?? 'again';
    }
    if (mayHaveNewCredentials(failure) && !remedies.refreshed) {
      remedies.refreshed = true;
      const isRefreshed = await parts.api.refreshCredentials().then(
        () => true,
        () => false,
      );
      // If there were no credentials before, there is nothing to retry with.
      return isRefreshed || failure.isBeforeRequest !== true ? 'again' : undefined;
    }
    // The SDK has just learned the time of the service: the next signature is right.
    if (failure.kind === 'clock_skew' && !remedies.skewed) {
      remedies.skewed = true;
      return 'again';
    }
    if (failure.kind === 'invalid_entity' && !remedies.withoutEntity) {
      remedies.withoutEntity = true;
      leaveEntityOut(destination, failure.error.name);
      return 'again';
    }
    if (failure.kind === 'missing') return { ...failure, kind: 'conflict' };
    return undefined;
  }

  async function sendWithRemedies(
    destination: Destination,
    events: readonly EventRun[],
    entity: ServiceEntity | undefined,
  ): Promise<SendResult> {
    const remedies: Remedies = { provided: false, refreshed: false, skewed: false, withoutEntity: false };
    if (lacking.has(destination)) {
      remedies.provided = true;
      const failure = await provide(destination);
      if (failure !== undefined) return { status: 'unanswered', failure };
    }
    for (;;) {
      const result = await attempt(destination, events, entity);
      if ('output' in result) {
        const { rejectedEntityInfo, rejectedLogEventsInfo } = result.output ?? {};
        if (rejectedEntityInfo)
          leaveEntityOut(destination, rejectedEntityInfo.errorType ?? 'no reason given');
        return {
          status: 'answered',
          rejections: readRejections(events, rejectedLogEventsInfo),
          ...withServer(result.output?.$metadata?.httpStatusCode),
        };
      }
      const { failure } = result;
      // From the time of sequence tokens: the service has the batch already.
      if (failure.error.name === 'DataAlreadyAcceptedException')
        return { status: 'answered', rejections: [], ...withServer(failure.status) };
      if (failure.kind === 'invalid' || failure.kind === 'too_large') {
        return { status: 'refused', failure, ...withServer(failure.status) };
      }
      const remedied = await applyRemedy(failure, destination, remedies);
      if (remedied !== 'again') return { status: 'unanswered', failure: remedied ?? failure };
    }
  }

  return {
    send: (destination, events, entity) =>
      sendWithRemedies(destination, events, entity).catch((thrown: unknown) => ({
        status: 'unanswered',
        failure: classifyError('PutLogEvents', thrown),
      })),
  };
}

function allocateUnpooled(length: number): Buffer<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(length);
}

/** The credentials may have been replaced at their source. */
function mayHaveNewCredentials(failure: Failure): boolean {
  const { kind, error, isBeforeRequest = false } = failure;
  if (kind === 'expired_credentials' || hasUnknownKeys(failure)) return true;
  return kind === 'unconfigured' && isBeforeRequest && error.name !== 'SdkNotLoaded';
}

/** For smaller bodies the transfer to another thread costs more than the hash. */
const QUICK_HASH_BYTES = 128 * 1024;

async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytes.length < QUICK_HASH_BYTES ? sha256(bytes) : sha256OffThread(bytes);
}
