import { createHash, createHmac } from 'node:crypto';

/** The parts of a signed request as the SDK sends it. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Signature Version 4 as AWS describes it, computed from the bytes that were sent.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatures(
  { method, path, headers, body }: SignedRequest,
  secretAccessKey: string,
): { readonly sent: string | undefined; readonly computed: string; readonly signedHeaders: string[] } {
  const authorization = headers['authorization'] ?? '';
  const [, scope = ''] = /Credential=[^/]+\/([^,]+)/.exec(authorization) ?? [];
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const [, sent] = /Signature=([0-9a-f]+)/.exec(authorization) ?? [];
  const [date = '', region = '', service = ''] = scope.split('/');
  const signedHeaders = names.split(';');
  const canonicalHeaders = signedHeaders
    .map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}\n`)
    .join('');
  const canonical = [method, path, '', canonicalHeaders, names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = ['aws4_request'].reduce(
    (last, part) => hmac(last, part),
    hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service),
  );
  return { sent, computed: hmac(key, toSign).toString('hex'), signedHeaders };
}
