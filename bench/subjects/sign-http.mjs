/** @import { IncomingMessage, RequestOptions } from 'node:http' */
import http from 'node:http';
import { createHash, createHmac } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { Writable } from 'node:stream';
import { callbackify } from 'node:util';
import { SignatureV4 } from '@smithy/signature-v4';
import { CREDENTIALS, REGION } from './aws.mjs';

/** The hash for the signer, by Node's crypto: faster than the JavaScript hash that AWS's distribution uses. */
class NodeSha256 {
  #hash;

  /** @param {import('@smithy/types').SourceData} [secret] */
  constructor(secret) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  /** @param {import('@smithy/types').SourceData} data */
  update(data) {
    this.#hash.update(bytesOf(data));
  }

  async digest() {
    return this.#hash.digest();
  }

  reset() {
    throw new Error('The signer makes a new hash each time.');
  }
}

/** @param {import('@smithy/types').SourceData} data */
function bytesOf(data) {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

const signer = new SignatureV4({
  service: 'logs',
  region: REGION,
  credentials: CREDENTIALS,
  sha256: NodeSha256,
});

const plainRequest = http.request;

/** Collects the body, which the signature covers, then sends it at once. */
class SignedRequest extends Writable {
  /** @type {Buffer[]} */
  #chunks = [];
  /** @type {[number, () => void] | undefined} */
  #timeout;
  #url;
  #options;
  #onAnswer;

  /**
   * @param {URL} url
   * @param {RequestOptions} options
   * @param {(response: IncomingMessage) => void} onAnswer
   */
  constructor(url, options, onAnswer) {
    super();
    this.#url = url;
    this.#options = { ...options, headers: { .../** @type {Record<string, string>} */ (options.headers) } };
    this.#onAnswer = onAnswer;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  setHeader(name, value) {
    this.#options.headers[name] = value;
  }

  /**
   * @param {number} millis
   * @param {() => void} callback
   */
  setTimeout(millis, callback) {
    this.#timeout = [millis, callback];
  }

  /**
   * @override
   * @param {Buffer} chunk
   * @param {string} _encoding
   * @param {() => void} callback
   */
  _write(chunk, _encoding, callback) {
    this.#chunks.push(chunk);
    callback();
  }

  /**
   * @override
   * @param {(error?: Error) => void} callback
   */
  _final(callback) {
    callbackify(() => this.#send())((error) => callback(error ?? undefined));
  }

  async #send() {
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const { hostname, host, port, pathname, protocol } = this.#url;
    const { headers } = await signer.sign({
      method: 'POST',
      protocol,
      hostname,
      port: Number(port),
      path: pathname,
      headers: { ...this.#options.headers, host },
      body,
    });
    const request = plainRequest(this.#url, { ...this.#options, headers }, this.#onAnswer);
    request.on('error', (error) => this.emit('error', error));
    if (this.#timeout !== undefined) request.setTimeout(...this.#timeout);
    request.end(body);
  }
}

/** @type {(...args: [URL, RequestOptions, (response: IncomingMessage) => void]) => unknown} */
const signedRequest = (url, options, onAnswer) => new SignedRequest(url, options, onAnswer);

/**
 * Signs every further request of this process with SigV4 for CloudWatch Logs. The OTLP exporters have no option for a
 * signature that covers the body: AWS's distribution patches them, and so does this.
 */
export function signRequests() {
  Object.assign(http, { request: signedRequest });
  // The exporters read `request` from the module's namespace.
  syncBuiltinESMExports();
}
