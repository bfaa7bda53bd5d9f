/**
 * Longest answer that is read. The longest answers of the service are errors that name each refused event: about 130
 * bytes for each of 10,000.
 */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** An answer as a request handler of the SDK returns it. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** Name of the error for an answer that cannot be from CloudWatch Logs. */
export const FOREIGN_ANSWER = 'ForeignAnswer';

/**
 * Reads the whole answer, up to a bound, and replaces the stream with its bytes. Throws if the answer cannot be from
 * CloudWatch Logs: a load balancer, a proxy or a captive portal may answer anything, also with a 200.
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

/** The kinds of bodies that request handlers return: streams of Node and of the web, and blobs. */
function chunksOf(body: unknown): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (body === undefined || body === null) return [];
  if (body instanceof Uint8Array) return [body];
  const source: unknown = body instanceof Blob ? body.stream() : body;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK reads these kinds alone
  return source as AsyncIterable<Uint8Array>;
}

/** Why the answer cannot be from the service; otherwise undefined. Emulators omit either of the two headers. */
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
    // Not JSON, such as an HTML page.
  }
  return undefined;
}

/** Contains nothing of the body: it may echo the request, and with it records. */
function foreignAnswer(answer: HttpAnswer, fault: string): Error {
  const error = new Error(`not an answer of CloudWatch Logs: ${fault}`);
  error.name = FOREIGN_ANSWER;
  Object.assign(error, { $metadata: { httpStatusCode: answer.statusCode } });
  // In the form of the SDK: its retries and its clock correction read it there.
  Object.defineProperty(error, '$response', { value: answer, enumerable: false });
  return error;
}
