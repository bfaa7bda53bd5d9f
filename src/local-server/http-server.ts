import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { WireRequest } from './read-request.js';
import { readWire } from './request-body.js';
import type { Reply } from './service.js';

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers requests that are not calls of the service; false leaves a request to the service. */
export type Site = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The HTTP layer, without the service: reads requests, writes replies, cuts connections. */
export async function listen(
  address: { readonly host: string; readonly port: number },
  handle: (request: WireRequest, closing: AbortSignal) => Promise<Reply>,
  site: Site = () => false,
): Promise<HttpServer> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => request.destroy());
  });
  // The client or close() closes an idle connection: a server that closes first sometimes resets a
  // request that is being sent, and a test fails once in a thousand runs.
  server.keepAliveTimeout = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const foreign = foreignHeader(request.headers, address.host);
    if (foreign !== undefined) {
      const body = JSON.stringify({ __type: 'AccessDeniedException', message: foreign });
      return send(request, response, { status: 403, body, skewMillis: 0, headers: {} });
    }
    if (site(request, response)) return undefined;
    const body = await readWire(request);
    const { method = '', url: path = '', headers } = request;
    const reply = await handle({ method, path, headers, body }, closing.signal);
    if (closing.signal.aborted || reply === 'hang') return undefined;
    if (reply === 'reset') {
      request.socket.resetAndDestroy();
      return undefined;
    }
    return send(request, response, reply);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${urlHost(address.host)}:${port}`,
    close() {
      closed ??= new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

/** Why a request is refused that a page of another site may have sent; undefined for our own page and for programs. */
function foreignHeader({ host, origin }: IncomingHttpHeaders, own: string): string | undefined {
  if (!isOwnHost(host, own)) {
    return 'The Host header names neither a loopback address nor the host of this local server.';
  }
  // Browsers name the page that a POST comes from; programs do not.
  return origin === undefined || origin.toLowerCase() === `http://${host}`.toLowerCase()
    ? undefined
    : 'The Origin header names another site than this local server.';
}

/** A page in a browser can resolve its own host name to 127.0.0.1; its requests then have that name. */
function isOwnHost(header: string | undefined, host: string): boolean {
  const name = /^(\[[\da-f:.]+\]|[^:[\]]+)(?::\d+)?$/i.exec(header ?? '')?.[1]?.toLowerCase();
  if (name === undefined) return false;
  const bare = name.startsWith('[') ? name.slice(1, -1) : name;
  if (bare === host.toLowerCase() || bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1')
    return true;
  if (isIP(bare) === 4 && bare.startsWith('127.')) return true;
  // Listening on every address: any address is allowed, but no name.
  return (host === '0.0.0.0' || host === '::') && isIP(bare) !== 0;
}

function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function send(request: IncomingMessage, response: ServerResponse, reply: Exclude<Reply, string>): void {
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'Content-Length': String(Buffer.byteLength(reply.body)),
    'x-amzn-RequestId': randomUUID(),
    Date: new Date(Date.now() + reply.skewMillis).toUTCString(),
    ...reply.headers,
  };
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // The rest of a body that is not read to its end (too large, foreign host) is discarded: a connection cut while the
  // caller still writes would hide the answer from it.
  request.resume();
  response.end(reply.body);
}
