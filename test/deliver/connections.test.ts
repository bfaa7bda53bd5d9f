import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { closeIdleConnections } from '../../src/deliver/connections.js';

describe('connections: closeIdleConnections', () => {
  it('closes those without a call, and no other', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/quick') response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true });
    const client = { config: { requestHandler: { config: { httpAgent: agent, httpsAgent: undefined } } } };

    const busy = get({ agent, port, host: '127.0.0.1', path: '/never' });
    busy.on('error', () => undefined);
    const [busySocket]: Socket[] = await once(busy, 'socket');
    const [answer] = await once(get({ agent, port, host: '127.0.0.1', path: '/quick' }), 'response');
    const quickSocket: Socket = answer.socket;
    answer.resume();
    await once(agent, 'free');

    closeIdleConnections(client);

    assert.equal(quickSocket.destroyed, true);
    assert.equal(busySocket?.destroyed, false);
    busy.destroy();
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  it('does nothing for a client without a known agent', () => {
    for (const client of [undefined, {}, { config: {} }, { config: { requestHandler: { config: null } } }]) {
      closeIdleConnections(client);
    }
  });
});
