import { gunzipSync } from 'node:zlib';
import type {
  InputLogEvent,
  PutLogEventsCommand,
  PutLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Destination, ServiceEntity } from '../events/model.js';
import { toEntity } from './request-body.js';
import { isObject } from '../util/is-object.js';

/** A body that is ready to be signed and sent. */
export interface ReadyBody {
  readonly bytes: Uint8Array;
  readonly contentEncoding: 'gzip' | undefined;
  /** SHA-256 of the bytes in hex, which the signer uses as it is. */
  readonly sha256: string;
}

/** The parts of a PutLogEvents call. */
export interface PutRequest {
  readonly destination: Destination;
  readonly entity: ServiceEntity | undefined;
  readonly body: ReadyBody;
}

interface HttpRequest {
  body: unknown;
  headers: Record<string, string>;
}

/**
 * A PutLogEvents command whose body is put into the request unparsed: the SDK serializes a command without
 * events, and this replaces its body before the length, the hash and the signature are made. The middlewares
 * are added to the command, never to a client, which may belong to the application.
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
  return command;
}

function isHttpRequest(request: unknown): request is HttpRequest {
  return isObject(request) && 'body' in request && 'headers' in request;
}

function replaceBody(http: HttpRequest, { bytes, contentEncoding, sha256 }: ReadyBody): void {
  http.body = bytes;
  http.headers['x-amz-content-sha256'] = sha256;
  if (contentEncoding !== undefined) http.headers['content-encoding'] = contentEncoding;
}

/** The key of the body in an input; a symbol, so that a copy or a comparison does not show it. */
const BODY = Symbol('body');

/**
 * One getter for all inputs. A getter for each input would be a new shape for V8, which keeps a shape and all that its
 * getter holds until it collects the whole heap: every body would stay in memory long after its request.
 */
const LOG_EVENTS = {
  get(this: { [BODY]: ReadyBody }): InputLogEvent[] {
    return readBack(this[BODY]);
  },
  enumerable: true,
  configurable: true,
};

/** The input as a wrapper or a mock of a client sees it; the events are parsed only when they are read. */
function lazyInput({ destination, entity, body }: PutRequest): PutLogEventsCommandInput {
  const input: PutLogEventsCommandInput = {
    logGroupName: destination.logGroupName,
    logStreamName: destination.logStreamName,
    ...(entity && { entity: toEntity(entity) }),
    logEvents: undefined,
  };
  return Object.defineProperties(input, { [BODY]: { value: body }, logEvents: LOG_EVENTS });
}

/** Copied out of the body, which is never reused: the memory of the events may hold other events by then. */
function readBack({ bytes, contentEncoding }: ReadyBody): InputLogEvent[] {
  const plain = contentEncoding === 'gzip' ? gunzipSync(bytes) : Buffer.from(bytes);
  const { logEvents }: { logEvents: InputLogEvent[] } = JSON.parse(plain.toString());
  return logEvents;
}
