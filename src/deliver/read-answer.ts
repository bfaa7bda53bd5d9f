/**
 * Longest answer that is read. The longest of the service are errors that name each refused event: about 130 bytes
 * for each of 10,000.
 */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** An answer as a request handler of the SDK gives it. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** Name of the error for an answer that CloudWatch Logs cannot have given. */
export const FOREIGN_ANSWER = 'ForeignAnswer';

/**
 * Reads the whole answer, within a bound, and leaves its bytes in place of the stream. Throws where it cannot be one
 * of CloudWatch Logs: a load balancer, a proxy or a captive portal may answer anything, also with a 200.
 */
export async function readAnswer(answer: HttpAnswer, needsObject: boolean): Promise<void> {
  const bytes = await readBytes(answer);
  answer.body = bytes;
  const fault = faultOf(answer, bytes, needsObject);
  if (fault !== undefined) throw foreignAnswer(answer, fault);
}

async function readBytes(answer: HttpAnswer): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(answer.body)) {
    length += chunk.length;
    // Leaving the loop closes the stream, and with it the connection.
    if (length > MAX_ANSWER_BYTES) throw foreignAnswer(answer, `it has more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Streams of Node and of the web, and blobs: what handlers give. */
function chunksOf(body: unknown): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (body === undefined || body === null) return [];
  if (body instanceof Uint8Array) return [body];
  const source: unknown = body instanceof Blob ? body.stream() : body;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK reads these kinds alone
  return source as AsyncIterable<Uint8Array>;
}

/** Why it is none of the service; undefined where it can be one. Emulators leave out either of the two headers. */
function faultOf(
  { statusCode, headers }: HttpAnswer,
  bytes: Uint8Array,
  needsObject: boolean,
): string | undefined {
  const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const isSigned =
    names.has('x-amzn-requestid') ||
    names.has('x-amz-request-id') ||
    /^application\/x-amz-json/i.test(names.get('content-type') ?? '');
  if (statusCode >= 300) {
    const isError = isSigned || names.has('x-amzn-errortype') || typeof parse(bytes)?.['__type'] === 'string';
    return isError ? undefined : 'it has neither a request id nor an error type';
  }
  if (statusCode !== 200) return 'CloudWatch Logs answers with 200';
  if (!isSigned) return 'it has neither a request id nor the content type of CloudWatch Logs';
  if (bytes.length === 0 && !needsObject) return undefined;
  return parse(bytes) === undefined ? 'its body is no JSON object' : undefined;
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object may be read so
    if (typeof value === 'object' && !Array.isArray(value)) return (value ?? undefined) as never;
  } catch {
    // A page.
  }
  return undefined;
}

/** Nothing of the body: it may echo the request, and with it records. */
function foreignAnswer(answer: HttpAnswer, fault: string): Error {
  const error = new Error(`not an answer of CloudWatch Logs: ${fault}`);
  error.name = FOREIGN_ANSWER;
  Object.assign(error, { $metadata: { httpStatusCode: answer.statusCode } });
  // As the SDK does it: its retries and its clock look there.
  Object.defineProperty(error, '$response', { value: answer, enumerable: false });
  return error;
}
