import type {
  InputLogEvent,
  PutLogEventsCommand,
  PutLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Destination, EventRun, ServiceEntity } from '../events/model.js';
import { toKeyAttributes } from './request-body.js';
import { bytesOf } from '../events/runs.js';

/** A body that is ready to be signed and sent. */
export interface ReadyBody {
  readonly bytes: Uint8Array;
  readonly contentEncoding: 'gzip' | undefined;
  /** SHA-256 of the bytes in hex, which the signer takes as it is. */
  readonly sha256: string;
  /** A connection may still read the bytes, whatever came of the call. */
  isLeftBehind?: boolean;
}

/** What a PutLogEvents call is made of. */
export interface PutRequest {
  readonly destination: Destination;
  readonly entity: ServiceEntity | undefined;
  readonly events: readonly EventRun[];
  readonly body: ReadyBody;
}

interface HttpRequest {
  body: unknown;
  headers: Record<string, string>;
}

/**
 * A PutLogEvents command whose body is put into the request unparsed: the SDK serializes a command without
 * events, and this replaces its body before the length, the hash and the signature are made. The middlewares
 * stand on the command, never on a client, which may be somebody else's.
 */
export function createPutLogEventsCommand(
  Command: typeof PutLogEventsCommand,
  request: PutRequest,
): PutLogEventsCommand {
  const { logGroupName, logStreamName } = request.destination;
  const empty: PutLogEventsCommandInput = { logGroupName, logStreamName, logEvents: [] };
  const command = new Command(lazyInput(request));
  command.middlewareStack.add((next) => (args) => next({ ...args, input: empty }), {
    name: 'emptyPutLogEvents',
    step: 'initialize',
    priority: 'high',
  });
  command.middlewareStack.add(
    (next) => (args) => {
      if (isHttpRequest(args.request)) replaceBody(args.request, request.body);
      return next(args);
    },
    { name: 'readyPutLogEventsBody', step: 'build', priority: 'high' },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      let isWritten = false;
      try {
        const result = await next(args);
        isWritten = isRequestWritten(result.response);
        return result;
      } finally {
        // Also where the client then makes another attempt, and that one passes.
        if (!isWritten) request.body.isLeftBehind = true;
      }
    },
    { name: 'watchPutLogEventsBody', step: 'deserialize', priority: 'low' },
  );
  return command;
}

/** Whether the answer came after the whole request, as far as Node tells: some servers answer to the head of one. */
function isRequestWritten(response: unknown): boolean {
  const { body }: { body?: { req?: { writableFinished?: boolean } } } = Object(response);
  return body?.req?.writableFinished !== false;
}

function isHttpRequest(request: unknown): request is HttpRequest {
  return typeof request === 'object' && request !== null && 'body' in request && 'headers' in request;
}

function replaceBody(http: HttpRequest, { bytes, contentEncoding, sha256 }: ReadyBody): void {
  http.body = bytes;
  http.headers['x-amz-content-sha256'] = sha256;
  if (contentEncoding !== undefined) http.headers['content-encoding'] = contentEncoding;
}

/** The input as a wrapper or a mock of a client would look at it; the events are read back only when asked for. */
function lazyInput({ destination, entity, events }: PutRequest): PutLogEventsCommandInput {
  return {
    logGroupName: destination.logGroupName,
    logStreamName: destination.logStreamName,
    ...(entity && { entity: toKeyAttributes(entity) }),
    get logEvents(): InputLogEvent[] {
      return events.flatMap(readBack);
    },
  };
}

function readBack(run: EventRun): InputLogEvent[] {
  const events: InputLogEvent[] = JSON.parse(`[${Buffer.from(bytesOf(run)).toString()}]`);
  return events;
}
