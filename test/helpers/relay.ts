import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A relay between a client and a server that can fail like a network. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Accepts data without forwarding it, on all connections. */
  swallows: 'nothing' | 'requests' | 'answers';
  /** Closes each new connection at once. */
  isAway: boolean;
  /** Closes all connections. */
  cut(): void;
  /** From now on the open connections discard all data silently. */
  forget(): void;
}

export async function startRelay(serverUrl: string): Promise<Relay> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const forgotten = new Set<Socket>();

  function pass(from: Socket, to: Socket, what: Relay['swallows']): void {
    sockets.add(from);
    from.on('data', (chunk) => {
      if (!forgotten.has(from) && relay.swallows !== what) to.write(chunk);
    });
    from.on('error', () => undefined);
    from.once('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const listener = createServer((client) => {
    if (relay.isAway) {
      client.destroy();
      return;
    }
    const server = connect(Number(port), hostname);
    pass(client, server, 'requests');
    pass(server, client, 'answers');
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  const relay: Relay = {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    swallows: 'nothing',
    isAway: false,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    forget() {
      for (const socket of sockets) forgotten.add(socket);
    },
    async [Symbol.asyncDispose]() {
      relay.cut();
      listener.close();
      await once(listener, 'close');
    },
  };
  return relay;
}
