import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';

/** The certificate of the endpoint, self-signed and for this test alone. */
export const CERTIFICATE = fileURLToPath(new URL('../tls/certificate.pem', import.meta.url));
const KEY = fileURLToPath(new URL('../tls/key.pem', import.meta.url));

/** The name in the certificate, and one that the local server answers to. */
export const HOST = 'localhost';

interface Listening extends AsyncDisposable {
  readonly port: number;
}

/** An endpoint with TLS, in front of a server without. */
export async function startTlsEndpoint(serverUrl: string): Promise<Listening> {
  const { port } = new URL(serverUrl);
  const listener = createTlsServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, (client) =>
    join(client, Number(port)),
  );
  return listen(listener);
}

/** A proxy that supports only CONNECT, and connects every name to one port. */
export interface Proxy extends Listening {
  readonly url: string;
  /** The names and ports of the requests. */
  readonly connects: readonly string[];
}

export async function startProxy(port: number): Promise<Proxy> {
  const connects: string[] = [];
  const proxy = createHttpServer((_request, response) => void response.writeHead(405).end());
  proxy.on('connect', ({ url = '' }, client: Duplex) => {
    connects.push(url);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    join(client, port);
  });
  const listening = await listen(proxy);
  return { ...listening, url: `http://127.0.0.1:${listening.port}`, connects };
}

function join(client: Duplex, port: number): void {
  const server = connect(port, '127.0.0.1');
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('error', () => undefined);
    from.once('close', () => void to.destroy());
    from.pipe(to);
  }
}

async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Duplex>();
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.once('close', () => void sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
