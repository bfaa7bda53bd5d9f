import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { type Extras, type Inside, openLocalServer } from '../../src/local-server/open.js';
import type { LocalServer } from '../../src/local-server/index.js';
import { withResolvers } from '../../src/util/with-resolvers.js';
import { createClient, DAY, event, messages, NOW, rawCall } from './helpers.js';

/** Groups and streams in this order, and a call for each list of events. */
async function fill(
  server: LocalServer,
  puts: readonly (readonly [group: string, stream: string, ...events: ReturnType<typeof event>[]])[],
): Promise<void> {
  const client = createClient(server);
  for (const [logGroupName, logStreamName, ...logEvents] of puts) {
    await client.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName })).catch(() => undefined);
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }
  client.destroy();
}

const open = (extras?: Extras): Promise<LocalServer> => openLocalServer({ now: () => NOW }, extras);

describe('open', () => {
  it('gives events by stream in order of creation, within a stream by time, then by arrival', async () => {
    await using server = await open();
    await fill(server, [
      ['/z', 's', event('b', NOW), event('d', NOW + 1)],
      ['/a', 's', event('e')],
      ['/z', 's', event('a', NOW - 1), event('c', NOW)],
    ]);
    assert.equal(messages(server).join(''), 'abcde');
    assert.equal(new Set(server.events().map(({ eventId }) => eventId)).size, 5);
  });

  it('tells an observer what is stored, left out and refused, while it happens', async () => {
    const seen: string[] = [];
    const observer: Extras['observer'] = {
      stored: ({ logStreamName }, events) => seen.push(`${logStreamName} has ${events.length}`),
      rejected: (_stream, reason, events) => seen.push(`${reason} ${events.length}`),
      violated: ({ rule }) => seen.push(rule),
    };
    await using server = await open({ observer });
    await fill(server, [['/g', 's', event('old', NOW - 20 * DAY), event('a')]]);
    await rawCall(server, 'PutLogEvents', '{');
    assert.deepEqual(seen, ['s has 1', 'tooOld 1', 'malformed JSON']);
  });

  it('lets a site answer its own requests, and leaves the others to the service', async () => {
    let inside: Inside | undefined;
    await using server = await open({
      site: (given) => {
        inside = given;
        return ({ url }, response) => {
          if (url === '/page') response.end('a page');
          return url === '/page';
        };
      },
    });
    assert.equal(await (await fetch(`${server.url}/page`)).text(), 'a page');
    assert.equal((await fetch(`${server.url}/other`)).status, 400);
    assert.equal(server.calls.length, 1);
    assert.deepEqual(inside?.clientConfig(), server.clientConfig);
  });

  it('shows a site the newest events after the last that it has seen', async () => {
    const given = withResolvers<Inside>();
    await using server = await open({
      site: (inside) => {
        given.resolve(inside);
        return () => false;
      },
    });
    const { newest } = await given.promise;
    const group = { logGroupName: '/g' };
    const after = (sequence: number): string[] =>
      newest(group, sequence, 2).map(({ event: { message } }) => message);
    await fill(server, [['/g', 's', event('a'), event('b'), event('c')]]);
    assert.deepEqual(after(0), ['b', 'c']);
    const last = newest(group, 0, 1)[0]?.event.sequence ?? 0;
    server.clear();
    await fill(server, [['/g', 's', event('d')]]);
    assert.deepEqual(after(last), ['d']);
  });

  it('stops listening and ends waits when it is disposed of', async () => {
    const server = await open();
    const waiting = assert.rejects(server.waitFor(1), { message: /before the server closed/ });
    await server[Symbol.asyncDispose]();
    await waiting;
    await assert.rejects(fetch(server.url));
  });
});
