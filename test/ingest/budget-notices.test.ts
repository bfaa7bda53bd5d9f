import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { EventBlock } from '../../src/events/model.js';
import { BUDGET_EVENT_NAME, createBudgetNotices } from '../../src/ingest/budget-notices.js';
import { destination, event } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { lineOf } from '../helpers/message.js';

const [a, b] = [destination('a'), destination('b')];
const notice = event('notice');
const service = resourceFromAttributes({ 'service.name': 'shop' });

function setUp({ inStreams = true }: { inStreams?: boolean } = {}) {
  const clock = createFakeClock();
  const sent: [string, ReadableLogRecord][] = [];
  const internal: EventBlock[] = [];
  const warnings: string[] = [];
  const notices = createBudgetNotices(
    {
      clock,
      ingest: {
        resource: service,
        addOwn(to, record, own) {
          own(notice);
          sent.push([to.logStreamName, record]);
          return 0;
        },
      },
      markInternal: (block) => void internal.push(block),
      warn: (message) => void warnings.push(lineOf(message)),
      untilRenewal: () => 60_000,
    },
    { bytesPerHour: 1_000, inStreams },
  );
  const bodies = () => sent.map(([to, { body }]) => [to, body]);
  return { clock, notices, sent, internal, warnings, bodies };
}

const BEGAN = 'The budget is spent: records are not sent until the hour is over';

describe('budget-notices', () => {
  it('report to each stream when it began, and when it ended and how many records it left out', async () => {
    const { clock, notices, sent, internal, warnings, bodies } = setUp();
    const began = new Date(clock.now()).toISOString();

    notices.add(a);
    notices.add(a);
    await clock.advance(10_000);
    notices.add(b);
    assert.deepEqual(bodies(), [
      ['a', BEGAN],
      ['b', BEGAN],
    ]);
    await clock.advance(49_999);
    assert.equal(sent.length, 2);
    assert.deepEqual(sent[0]![1].attributes, { 'budget.from': began });
    await clock.advance(1);

    assert.deepEqual(bodies().slice(2), [
      ['a', '2 log records not sent here: the budget was spent'],
      ['b', '1 log record not sent here: the budget was spent'],
    ]);
    const [, record] = sent[2]!;
    assert.equal(record.eventName, BUDGET_EVENT_NAME);
    assert.equal(record.severityText, 'WARN');
    assert.equal(record.resource, service);
    assert.deepEqual(record.attributes, {
      'budget.count': 2,
      'budget.from': began,
      'budget.to': new Date(clock.now()).toISOString(),
    });
    assert.equal(internal.length, 4);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /^CWL_BUDGET_SPENT: .*1000/);
    assert.match(warnings[1] ?? '', /^CWL_BUDGET_RETURNED: The budget left out 3 log records/);
  });

  it('start again in another hour', async () => {
    const { clock, notices, warnings, bodies } = setUp();
    notices.add(a);
    await clock.advance(60_000);
    notices.add(a);
    notices.tell();
    notices.tell();
    await clock.advance(60_000);
    assert.equal(warnings.length, 4);
    assert.equal(bodies().length, 4);
  });

  it('report to no stream if notices are off', () => {
    const { notices, sent, warnings } = setUp({ inStreams: false });
    notices.add(a);
    notices.tell();
    assert.equal(warnings.length, 2);
    assert.deepEqual(sent, []);
  });

  it('end when they are closed', async () => {
    const { clock, notices, warnings, bodies } = setUp();
    notices.add(a);
    notices.close();
    notices.add(b);
    await clock.advance(3_600_000);
    assert.deepEqual(bodies(), [['a', BEGAN]]);
    assert.equal(warnings.length, 1);
  });

  it('report nothing if nothing was left out', () => {
    const { notices, sent, warnings } = setUp();
    notices.tell();
    assert.deepEqual([sent, warnings], [[], []]);
  });
});
