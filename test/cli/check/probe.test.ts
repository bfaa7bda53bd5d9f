import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as sinon from 'sinon';
import { createProbe, type ProbedCall } from '../../../src/cli/check/probe.js';
import type { CloudWatchLogRecordProcessorOptions } from '../../../src/options/options.js';
import { resolveOptions } from '../../../src/options/resolve-options.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { createRandom } from '../../helpers/random.js';
import { GROUP, startFixture, STREAM, type Fixture } from '../../local-server/helpers.js';

/** A probe for the stream of the server, with the options that are given. */
async function probeOf({ client }: Fixture, options: CloudWatchLogRecordProcessorOptions = {}) {
  const clock = createFakeClock();
  await clock.advance(123);
  const warn = sinon.spy();
  const given = { logGroupName: GROUP, logStreamName: STREAM, client, ...options };
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const resolved = resolveOptions(given, {}, warn);
  return { clock, warn, probe: createProbe({ clock, random: createRandom(1), warn }, resolved, resource) };
}

/** Each call, and the name of its error if it failed. */
function outline(calls: readonly ProbedCall[]): string[] {
  return calls.map(({ action, failure }) => [action, failure?.error.name].filter(Boolean).join(': '));
}

describe('probe', () => {
  it('sends one event with an id of its own and its time, to the names that the exporter would use', async () => {
    await using fixture = await startFixture();
    await fixture.createStream('of shop');
    const { clock, probe } = await probeOf(fixture, { logStreamName: 'of {service.name}' });
    assert.notEqual(probe.id, (await probeOf(fixture)).probe.id);
    assert.deepEqual(probe.destination, { logGroupName: GROUP, logStreamName: 'of shop' });
    assert.equal(probe.timestamp, clock.now());
    const { calls, result } = await probe.send();
    assert.deepEqual(
      [outline(calls), result !== 'no event' && result.status],
      [['PutLogEvents'], 'answered'],
    );
    const [event, ...more] = fixture.server.events(GROUP, 'of shop');
    assert.deepEqual([event?.timestamp, more], [probe.timestamp, []]);
    assert.ok(event?.message.includes(probe.id));
    assert.deepEqual(fixture.server.violations, []);
  });

  it('lists each call with its outcome, retention included, where something is created', async () => {
    await using fixture = await startFixture();
    const { probe } = await probeOf(fixture, { logGroupName: '/new', logGroup: { retentionInDays: 30 } });
    const { calls } = await probe.send();
    assert.deepEqual(outline(calls).toSorted(), [
      'CreateLogGroup',
      'CreateLogStream',
      'CreateLogStream: ResourceNotFoundException',
      'PutLogEvents',
      'PutLogEvents: ResourceNotFoundException',
      'PutRetentionPolicy',
    ]);
    assert.equal(fixture.server.events('/new', STREAM).length, 1);
  });

  it('ends with the failure of a call that is denied', async () => {
    await using fixture = await startFixture({ faults: [{ kind: 'deny', actions: ['PutLogEvents'] }] });
    const { probe } = await probeOf(fixture);
    const { calls, result } = await probe.send();
    assert.deepEqual(outline(calls), ['PutLogEvents: AccessDeniedException']);
    assert.equal(calls[0]?.failure?.kind, 'denied');
    assert.equal(result !== 'no event' && result.status, 'unanswered');
  });

  it('creates nothing where creation is off', async () => {
    await using fixture = await startFixture();
    const { probe } = await probeOf(fixture, { logStreamName: 'new', createLogStream: false });
    assert.deepEqual(outline((await probe.send()).calls), ['PutLogEvents: ResourceNotFoundException']);
  });

  it('makes no call where the format gives no text', async () => {
    await using fixture = await startFixture();
    const { probe } = await probeOf(fixture, { format: () => undefined });
    assert.deepEqual(await probe.send(), { calls: [], result: 'no event' });
  });

  it('makes no more calls after it is closed', async () => {
    await using fixture = await startFixture({
      faults: [{ kind: 'throttle', actions: ['PutRetentionPolicy'] }],
    });
    const { clock, probe } = await probeOf(fixture, {
      logGroupName: '/new',
      logGroup: { retentionInDays: 30 },
    });
    await probe.send();
    const wait = clock.waits().at(-1);
    assert.ok(wait !== undefined, 'a retry of the retention waits');
    probe.close();
    const send = sinon.spy(fixture.client, 'send');
    await clock.advance(wait);
    sinon.assert.notCalled(send);
    assert.deepEqual(clock.waits(), []);
  });
});
