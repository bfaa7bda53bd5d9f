import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { isObject, type Input } from './model/input.js';
import { hasMoreValues } from './json-values.js';
import { MAX_BODY_BYTES, MAX_BODY_VALUES, MAX_WIRE_BYTES } from './model/limits.js';
import { serialization, ServiceError } from './model/service-error.js';

/** Reads a body up to the bound; returns 'too large' as soon as it exceeds the bound. */
export async function readWire(request: IncomingMessage): Promise<Buffer | 'too large'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_WIRE_BYTES) return 'too large';
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_WIRE_BYTES) return 'too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function tooLarge(): ServiceError {
  return new ServiceError('RequestEntityTooLarge', 'The request body is too large.', 413, ['request bytes']);
}

/** Undoes the content encoding. Only gzip is known to work for PutLogEvents. */
export function decode(wire: Buffer, encoding: string | undefined, action: string): Buffer {
  if (encoding === undefined || encoding === 'identity') return wire;
  if (encoding !== 'gzip' || action !== 'PutLogEvents') {
    throw new ServiceError(
      'UnsupportedMediaTypeException',
      `The content encoding ${encoding} is not supported by ${action}.`,
      415,
      ['content encoding'],
    );
  }
  try {
    return gunzipSync(wire, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new ServiceError(
      'MalformedHttpRequestException',
      'The request body could not be decompressed.',
      400,
      ['content encoding'],
    );
  }
}

export function parse(body: Buffer): Input {
  if (hasMoreValues(body, MAX_BODY_VALUES)) throw tooLarge();
  if (!isUtf8(body)) throw serialization('The request body is not valid UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw serialization('Could not parse the request body into JSON.');
  }
  if (!isObject(value)) throw serialization('Unexpected token received from parser');
  return value;
}

/**
 * The signer, and whether the signature can cover this body. The signature itself is not checked (any secret is
 * accepted), but a body that was changed after signing, such as gzip applied too late, shows in its hash.
 */
export function checkSignature(headers: IncomingHttpHeaders, wire: Buffer): void {
  if (headers.authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 400, [
      'authorization',
    ]);
  }
  const hash = headers['x-amz-content-sha256'];
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return;
  if (createHash('sha256').update(wire).digest('hex') === hash) return;
  throw new ServiceError(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    400,
    ['payload hash'],
  );
}

export function accessKeyOf(headers: IncomingHttpHeaders): string | undefined {
  return /Credential=([^/,\s]{1,128})\//.exec(headers.authorization ?? '')?.[1];
}
