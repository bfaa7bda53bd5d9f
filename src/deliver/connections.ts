import { Socket } from 'node:net';
import { readPath } from './read-path.js';

/** Closes the connections of a client that carry no call, so that the next calls open connections of their own. */
export function closeIdleConnections(client: object | undefined): void {
  const handler = readPath(client, 'config', 'requestHandler');
  for (const name of ['httpAgent', 'httpsAgent']) {
    const free = readPath(handler, 'config', name, 'freeSockets');
    for (const sockets of Object.values(Object(free))) {
      for (const socket of Array.isArray(sockets) ? [...sockets] : []) {
        if (socket instanceof Socket) socket.destroy();
      }
    }
  }
}
