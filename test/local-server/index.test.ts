import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as sinon from 'sinon';
import { startLocalServer } from '../../src/local-server/index.js';
import {
  createClient,
  DAY,
  event,
  type Fixture,
  GROUP,
  messages,
  NOW,
  rawCall,
  startFixture,
  STREAM,
} from './helpers.js';

describe('index: startLocalServer', () => {
  it('listens on a free port of the loopback and gives what a client needs', async () => {
    await using server = await startLocalServer();
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(server.clientConfig, {
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
    });
    const client = createClient(server);
    assert.deepEqual((await client.send(new DescribeLogGroupsCommand({}))).logGroups, []);
    client.destroy();
  });

  it('rejects when the port is taken', async () => {
    await using server = await startLocalServer();
    await assert.rejects(startLocalServer({ port: Number(new URL(server.url).port) }), {
      code: 'EADDRINUSE',
    });
  });

  it('closes more than once', async () => {
    const server = await startLocalServer();
    await Promise.all([server.close(), server.close()]);
    await server.close();
  });

  it('does not copy its script of faults back to the caller', async () => {
    const faults = [{ kind: 'throttle' }] as const;
    await using server = await startLocalServer({ faults });
    server.faults.push({ kind: 'hang' });
    assert.equal(faults.length, 1);
    assert.equal(server.faults.length, 2);
  });

  describe('in use', () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await startFixture();
    });
    afterEach(async () => {
      await fixture[Symbol.asyncDispose]();
    });

    it('returns the events of all groups, of a group, or of a stream', async () => {
      await fixture.put(event('x'));
      const { server } = fixture;
      assert.equal(server.events().length, 1);
      assert.equal(server.events(GROUP).length, 1);
      assert.equal(server.events(GROUP, STREAM).length, 1);
      assert.equal(server.events(GROUP, 'other').length, 0);
      assert.equal(server.events('other').length, 0);
    });

    it('waits for events', async () => {
      const { server } = fixture;
      await server.waitFor(0);
      let arrived = 0;
      const waiting = server.waitFor(3).then(() => {
        arrived = server.events().length;
        return undefined;
      });
      await fixture.put(event('a'), event('b'));
      assert.equal(arrived, 0);
      await fixture.put(event('c'));
      await waiting;
      assert.equal(arrived, 3);
      await server.waitFor(3);
    });

    it('reports what had arrived when a wait times out', async () => {
      await fixture.put(event('a'));
      await assert.rejects(fixture.server.waitFor(2, { timeoutMillis: 1 }), {
        message: `Expected 2 events within 1 ms, got 1 (${GROUP}/${STREAM}: 1)`,
      });
    });

    it('reports what was rejected, why, and what to do about a frozen date', async () => {
      await fixture.put(event('a', NOW - 20 * DAY), event('b', NOW - 15 * DAY));
      await fixture.put(event('far', NOW * 1e6));
      await assert.rejects(fixture.server.waitFor(1, { timeoutMillis: 1 }), {
        message:
          `Expected 1 events within 1 ms, got 0 (${GROUP}/${STREAM}: 0). ` +
          'Rejected: 2 more than 14 days old, 1 more than 2 hours ahead; ' +
          `one has the time ${NOW * 1e6}, the server 2026-11-21T12:00:00.000Z. ` +
          'If the program logs at a frozen date, give the server the same one: startLocalServer({ now: () => FROZEN_MILLIS })',
      });
    });

    it('reports which requests broke a rule when a wait times out', async () => {
      await assert.rejects(fixture.put(event('a', NOW), event('b', NOW - 1)));
      await assert.rejects(fixture.server.waitFor(1, { timeoutMillis: 1 }), {
        message:
          /got 0 \(.*\)\. Requests that broke a rule: 1, the last PutLogEvents \(batch order\): Log events in /,
      });
    });

    it('does not count loss notices among the events that it waits for', async () => {
      const { server } = fixture;
      const notice = '1 log record was lost here: too_old';
      await fixture.put(event(notice), event('a'));
      await server.waitFor(1);
      await assert.rejects(server.waitFor(2, { timeoutMillis: 1 }), { message: /got 1 \(.*: 1\)$/ });
      await fixture.createStream('other');
      await fixture.client.send(new DeleteLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
      await assert.rejects(server.waitFor(1, { timeoutMillis: 1 }), { message: /got 0 / });
    });

    it('uses a date that a test freezes after the start', async () => {
      await using server = await startLocalServer();
      const client = createClient(server);
      await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
      await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
      const past = Date.UTC(2020, 0, 1);
      const fake = sinon.useFakeTimers({ now: past, toFake: ['Date'] });
      try {
        const logEvents = [event('of 2020', past)];
        await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents }));
      } finally {
        fake.restore();
        client.destroy();
      }
      await server.waitFor(1);
      assert.equal(server.events()[0]?.ingestionTime, past);
    });

    it('ends waits when it closes', async () => {
      const waiting = assert.rejects(fixture.server.waitFor(1), {
        message: `Expected 1 events before the server closed, got 0 (${GROUP}/${STREAM}: 0)`,
      });
      await fixture.server.close();
      await waiting;
    });

    it('clears everything but the faults', async () => {
      const { server } = fixture;
      await fixture.put(event('a', NOW - 15 * DAY));
      await assert.rejects(fixture.put(event('')));
      server.faults.push({ kind: 'latency', latencyMillis: 1 });
      const { calls, violations } = server;
      assert.ok(calls.length > 0 && violations.length > 0 && server.rejected.tooOld > 0);
      server.clear();
      assert.deepEqual([calls, violations, server.events()], [[], [], []]);
      assert.deepEqual(server.rejected, { tooOld: 0, tooNew: 0, expired: 0 });
      assert.equal(server.faults.length, 1);
      await assert.rejects(fixture.put(event('a')), { name: 'ResourceNotFoundException' });
    });

    it('keeps nothing large of an invalid request', async () => {
      const { server } = fixture;
      const long = 'x'.repeat(100_000);
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      await rawCall(server, 'CreateLogGroup', JSON.stringify({ logGroupName: long, other: 1 }));
      await rawCall(server, 'CreateLogGroup', JSON.stringify({ logGroupName: '/g', other: long }));
      const { status } = await rawCall(server, 'CreateLogGroup', `{"logGroupName":"/h","other":${deep}}`);
      assert.equal(status, 200);
      assert.deepEqual(
        server.calls.slice(-3).map(({ input }) => input),
        [{ other: 1 }, { logGroupName: '/g' }, { logGroupName: '/h' }],
      );
    });

    it('cuts the text of a violation', async () => {
      await assert.rejects(fixture.put(...Array.from({ length: 100 }, () => event(''))));
      assert.equal(fixture.server.violations[0]?.message.length, 1000);
    });
  });

  describe('full', () => {
    it('forgets the oldest calls beyond its events', async () => {
      await using fixture = await startFixture({ maxStoredEvents: 10 });
      const { server } = fixture;
      for (const letter of 'abcde') await fixture.put(event(letter), event(letter));
      assert.deepEqual([server.events().length, server.dropped], [10, 0]);
      await fixture.put(event('f', NOW - 1), event('f', NOW - 1));
      // Down to nine tenths, by whole calls; the oldest is what arrived first.
      assert.equal(messages(server).join(''), 'ffccddee');
      assert.equal(server.dropped, 4);
      await server.waitFor(12);
    });

    it('counts forgotten events, but no forgotten loss notice', async () => {
      await using fixture = await startFixture({ maxStoredEvents: 2 });
      const { server } = fixture;
      for (const message of ['1 log record was lost here: expired', 'a', 'b', 'c']) {
        await fixture.put(event(message));
      }
      assert.ok(server.dropped > 1);
      await server.waitFor(3);
      await assert.rejects(server.waitFor(4, { timeoutMillis: 1 }), { message: /got 3 / });
    });

    it('forgets the oldest calls beyond its bytes, in any stream', async () => {
      await using fixture = await startFixture({ maxStoredBytes: 100 });
      const { server } = fixture;
      await fixture.put(event('a'.repeat(60)));
      await fixture.put(event('b'.repeat(60)));
      assert.equal(messages(server).join('').slice(0, 1), 'b');
      assert.deepEqual([server.events().length, server.dropped], [1, 1]);
    });
  });

  it('keeps no process alive once closed, with calls in flight and waits ended', async () => {
    const script = `
      import { startLocalServer } from ${JSON.stringify(new URL('../../src/local-server/index.ts', import.meta.url).href)};
      const server = await startLocalServer({ faults: [{ kind: 'latency', latencyMillis: 3_600_000 }, { kind: 'hang' }] });
      const call = fetch(server.url, { method: 'POST', body: '{}', headers: {
        authorization: 'x', 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.DescribeLogGroups' } });
      await server.waitFor(1, { timeoutMillis: 1 }).catch(() => undefined);
      await server.close();
      await call.catch(() => undefined);
      process.stdout.write('closed');
    `;
    const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    await once(child, 'close');
    assert.deepEqual([output, child.exitCode], ['closed', 0]);
  });
});
