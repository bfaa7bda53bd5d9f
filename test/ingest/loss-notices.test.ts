import assert from 'node:assert/strict';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { createLossNotices, LOSS_EVENT_NAME } from '../../src/ingest/loss-notices.js';
import { PACKAGE_NAME } from '../../src/util/package-name.js';
import { UNKNOWN_DESTINATION } from '../../src/events/destination.js';
import type { EventBlock } from '../../src/events/model.js';
import { spanOfTimes } from '../../src/events/runs.js';
import { destination, event } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

const a = destination('a');
const b = destination('b');
/** The block of each notice. */
const notice = event('notice');
const service = resourceFromAttributes({ 'service.name': 'shop' });

interface Given {
  readonly hasRoom?: () => boolean;
  readonly resource?: () => Resource | undefined;
}

function setUp({ hasRoom = () => true, resource = () => service }: Given = {}) {
  const clock = createFakeClock();
  const sent: { to: string; record: ReadableLogRecord }[] = [];
  const internal: EventBlock[] = [];
  const notices = createLossNotices({
    clock,
    ingest: {
      get resource() {
        return resource();
      },
      addOwn(to, record, own) {
        own(notice);
        if (!hasRoom()) return 1;
        sent.push({ to: to.logStreamName, record });
        return Promise.resolve(0);
      },
    },
    markInternal: (block) => void internal.push(block),
  });
  const counts = () => sent.map(({ to, record }) => [to, record.attributes['loss.count']]);
  return { clock, notices, sent, internal, counts };
}

describe('loss-notices', () => {
  it('report to the stream how many records it lost, why, and from when to when', async () => {
    const { clock, notices, sent } = setUp();

    notices.add(a, spanOfTimes([3_000, 1_000]), 'outbox_full');
    notices.add(a, spanOfTimes([5_000]), 'too_old');
    await clock.advance(0);

    const { to, record } = sent[0]!;
    assert.equal(to, 'a');
    assert.equal(record.body, '3 log records were lost here: outbox_full, too_old');
    assert.deepEqual(record.attributes, {
      'loss.count': 3,
      'loss.reasons': { outbox_full: 2, too_old: 1 },
      'loss.from': '1970-01-01T00:00:01.000Z',
      'loss.to': '1970-01-01T00:00:05.000Z',
    });
    assert.equal(record.eventName, LOSS_EVENT_NAME);
    assert.equal(record.instrumentationScope.name, PACKAGE_NAME);
    assert.deepEqual([record.severityText, record.severityNumber], ['WARN', 13]);
    assert.equal(record.resource, service);
    assert.equal(record.hrTime[0] * 1_000, clock.now());
  });

  it('have the time of their writing, to the millisecond', async () => {
    const { clock, notices, sent } = setUp();
    await clock.advance(1_234);
    notices.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(0);

    const { hrTime, hrTimeObserved, body } = sent[0]!.record;
    const now = clock.now();
    assert.notEqual(now % 1_000, 0);
    assert.deepEqual(hrTime, [Math.floor(now / 1_000), (now % 1_000) * 1_000_000]);
    assert.deepEqual(hrTimeObserved, hrTime);
    assert.equal(body, '1 log record was lost here: invalid');
  });

  it('mark their blocks, so that the loss of one causes no notice', async () => {
    const { clock, notices, internal } = setUp();

    notices.add(a, spanOfTimes([1]), 'outbox_full');
    await clock.advance(0);

    assert.deepEqual(internal, [notice]);
  });

  it('are not written if the names of a record could not be read', async () => {
    const { clock, notices, sent } = setUp();

    notices.add(UNKNOWN_DESTINATION, spanOfTimes([1]), 'encode_failed');
    await notices.tell();

    assert.deepEqual([sent, clock.waits()], [[], []]);
  });

  it('are written at most once a minute for a stream, with all losses since the last one', async () => {
    const { clock, notices, counts } = setUp();
    notices.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(0);
    for (let second = 0; second < 59; second++) {
      notices.add(a, spanOfTimes([1]), 'invalid');
      await clock.advance(1_000);
    }
    assert.deepEqual(counts(), [['a', 1]]);
    await clock.advance(1_000);
    assert.deepEqual(counts(), [
      ['a', 1],
      ['a', 59],
    ]);
  });

  it('of one stream do not delay those of another', async () => {
    const { clock, notices, counts } = setUp();
    notices.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(0);
    await clock.advance(10_000);
    notices.add(a, spanOfTimes([1]), 'invalid');
    notices.add(b, spanOfTimes([1]), 'invalid');
    await clock.advance(0);
    const atOnce = [
      ['a', 1],
      ['b', 1],
    ];
    assert.deepEqual(counts(), atOnce);
    await clock.advance(49_999);
    assert.deepEqual(counts(), atOnce);
    await clock.advance(1);
    assert.deepEqual(counts(), [...atOnce, ['a', 1]]);
    assert.deepEqual(clock.waits(), []);
  });

  it('are not written if nothing was lost', async () => {
    const { clock, notices, counts } = setUp();
    notices.add(a, spanOfTimes([]), 'invalid');
    await clock.advance(60_000);
    assert.deepEqual(counts(), []);
  });

  it('keep their interval when another stream has one', async () => {
    const { clock, notices, counts } = setUp();
    notices.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(30_000);
    notices.add(b, spanOfTimes([1]), 'invalid');
    await clock.advance(0);
    notices.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(29_999);
    assert.deepEqual(counts(), [
      ['a', 1],
      ['b', 1],
    ]);

    await clock.advance(1);
    assert.deepEqual(counts().at(-1), ['a', 1]);
    await clock.advance(60_000);
    notices.add(b, spanOfTimes([1]), 'invalid');
    await clock.advance(0);
    assert.deepEqual(counts().at(-1), ['b', 1]);
  });

  it('that do not fit are included in the next one', async () => {
    let room = false;
    const { clock, notices, counts } = setUp({ hasRoom: () => room });
    notices.add(a, spanOfTimes([1, 2]), 'outbox_full');
    await clock.advance(60_000);
    assert.deepEqual(counts(), []);
    room = true;
    notices.add(a, spanOfTimes([3]), 'outbox_full');
    await clock.advance(60_000);
    assert.deepEqual(counts(), [['a', 3]]);
  });

  it('that did not fit when all were told are included in the next one too', async () => {
    let room = false;
    const { clock, notices, counts } = setUp({ hasRoom: () => room });
    notices.add(a, spanOfTimes([1]), 'outbox_full');
    await clock.advance(0);
    await notices.tell();
    room = true;
    notices.add(a, spanOfTimes([2]), 'outbox_full');
    await clock.advance(60_000);
    assert.deepEqual(counts(), [['a', 2]]);
  });

  it('are written at once at the end, once, whether they fit or not', async () => {
    const { clock, notices, counts } = setUp();
    notices.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(0);
    notices.add(a, spanOfTimes([1]), 'invalid');
    await notices.tell();
    assert.deepEqual(counts(), [
      ['a', 1],
      ['a', 1],
    ]);

    const full = setUp({ hasRoom: () => false });
    full.notices.add(a, spanOfTimes([1]), 'invalid');
    await full.notices.tell();
    full.notices.close();
    assert.deepEqual(full.clock.waits(), []);
  });

  it('wait until the service is known', async () => {
    let resource: Resource | undefined;
    const { clock, notices, counts } = setUp({ resource: () => resource });
    notices.add(a, spanOfTimes([1]), 'expired');
    assert.deepEqual(clock.waits(), [60_000]);
    await clock.advance(30_000);
    notices.add(b, spanOfTimes([1]), 'expired');
    assert.deepEqual(clock.waits(), [30_000]);
    await clock.advance(30_000);
    assert.deepEqual([counts(), clock.waits()], [[], [60_000]]);
    resource = service;
    await notices.tell();
    assert.deepEqual(counts(), [
      ['a', 1],
      ['b', 1],
    ]);
  });
});
