import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as sinon from 'sinon';
import type { Destination } from '../../src/events/model.js';
import { createNotices } from '../../src/ingest/notices.js';
import type { BudgetSettings } from '../../src/options/resolve-options.js';
import type { LossListener } from '../../src/telemetry/losses.js';
import { createSpyDiagnostics } from '../helpers/diagnostics.js';
import { destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

const a = destination('a');
const LOST = { count: 2, from: 1, to: 2 };

function setUp({ lossNotices = true, budget }: { lossNotices?: boolean; budget?: BudgetSettings } = {}) {
  const clock = createFakeClock();
  const written: unknown[] = [];
  const notSent = sinon.spy();
  const diagnostics = createSpyDiagnostics();
  let lost: LossListener | undefined;
  let overBudget: ((to: Destination) => void) | undefined;
  const notices = createNotices(
    {
      clock,
      ingest: {
        resource: resourceFromAttributes({}),
        addOwn(_to, { body }) {
          written.push(body);
          return 0;
        },
        onOverBudget: (listener) => void (overBudget = listener),
      },
      budget: budget && { untilRenewal: () => 60_000 },
      telemetry: {
        losses: { add: sinon.spy(), tell: sinon.spy(), subscribe: (listener) => void (lost = listener) },
        notSent: { add: notSent, tell: sinon.spy() },
        diagnostics,
      },
      markInternal: () => undefined,
    },
    { lossNotices, budget },
  );
  return {
    clock,
    notices,
    written,
    notSent,
    diagnostics,
    lose: () => lost?.(a, LOST, 'invalid'),
    leaveOut: () => overBudget?.(a),
  };
}

const BUDGET: BudgetSettings = { bytesPerHour: 10, minSeverity: 'WARN' };

describe('notices', () => {
  it('writes losses into their streams, until its end', async () => {
    const { clock, notices, written, lose } = setUp();
    lose();
    await clock.advance(0);
    assert.deepEqual(written, ['2 log records were lost here: invalid']);

    lose();
    notices.close();
    await clock.advance(3_600_000);
    assert.equal(written.length, 1);
  });

  it('writes unreported losses at once', () => {
    const { notices, written, lose } = setUp();
    lose();
    notices.tell();
    assert.deepEqual(written, ['2 log records were lost here: invalid']);
  });

  it('writes no losses if that is turned off', async () => {
    const { clock, notices, written, lose } = setUp({ lossNotices: false });
    lose();
    notices.tell();
    await clock.advance(60_000);
    assert.deepEqual(written, []);
  });

  it('counts what the budget leaves out, and writes when that begins and ends', async () => {
    const { clock, written, notSent, diagnostics, leaveOut } = setUp({ budget: BUDGET });
    leaveOut();
    leaveOut();
    await clock.advance(60_000);

    assert.deepEqual(notSent.args, [['budget'], ['budget']]);
    assert.deepEqual(written, [
      'The budget is spent: records are not sent until the hour is over',
      '2 log records not sent here: the budget was spent',
    ]);
    assert.equal(diagnostics.warn.callCount, 2);
  });

  it('reports nothing of the budget after its end', async () => {
    const { clock, notices, written, diagnostics, leaveOut } = setUp({ budget: BUDGET });
    leaveOut();
    notices.tell();
    leaveOut();
    notices.close();
    leaveOut();
    await clock.advance(3_600_000);

    assert.equal(written.length, 3);
    assert.equal(diagnostics.warn.callCount, 3);
  });

  it('reports a budget only to the diagnostics if notices are turned off', () => {
    const { written, diagnostics, leaveOut } = setUp({ lossNotices: false, budget: BUDGET });
    leaveOut();
    assert.deepEqual(written, []);
    assert.equal(diagnostics.warn.callCount, 1);
  });
});
