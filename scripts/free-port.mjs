import { once } from 'node:events';
import { createServer } from 'node:net';

/** An unused port of the loopback, for a program that does not accept port 0. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
