import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { NotSentReason } from '../../src/events/model.js';
import { createSelection, type Selection } from '../../src/ingest/selection.js';
import { makeRecord } from '../encode/helpers.js';

const SCOPE = { name: 'test' };
const unsampled = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 0,
};

function setUp(options: Partial<Parameters<typeof createSelection>[0]>) {
  const notSent: NotSentReason[] = [];
  const selection = createSelection(
    { minSeverity: undefined, traceBased: false, errorContext: undefined, ...options },
    (reason) => notSent.push(reason),
  );
  assert.ok(selection !== undefined);
  return { selection, notSent };
}

function takes(selection: Selection, members: Parameters<typeof makeRecord>[0]): boolean {
  return selection.judge(makeRecord({ instrumentationScope: SCOPE, ...members })) === 'send';
}

describe('selection', () => {
  it('is undefined if all records are sent', () => {
    assert.equal(
      createSelection({ minSeverity: undefined, traceBased: false, errorContext: undefined }, () =>
        assert.fail(),
      ),
      undefined,
    );
  });

  it('leaves out records below minSeverity, and counts them', () => {
    const { selection, notSent } = setUp({ minSeverity: { default: 'INFO', noisy: 'WARN' } });
    assert.equal(takes(selection, { severityNumber: 8 }), false);
    assert.equal(takes(selection, { severityNumber: 9 }), true);
    assert.equal(takes(selection, { severityText: 'debug' }), false);
    assert.equal(takes(selection, { severityText: 'info' }), true);
    assert.equal(takes(selection, { severityText: 'my own' }), true);
    assert.equal(takes(selection, {}), true);
    assert.equal(takes(selection, { severityNumber: 12, instrumentationScope: { name: 'noisy' } }), false);
    assert.deepEqual(notSent, ['severity', 'severity', 'severity']);
  });

  it('applies the default to a record without a scope, or whose scope name is not a string', () => {
    const { selection } = setUp({ minSeverity: { default: 'INFO', noisy: 'WARN' } });
    for (const scope of [undefined, null, {}, { name: undefined }, { name: 7 }, { name: Symbol('x') }]) {
      for (const [severityNumber, verdict] of [
        [8, 'leave out'],
        [9, 'send'],
      ] as const) {
        const record = makeRecord({ severityNumber });
        Reflect.set(record, 'instrumentationScope', scope);
        assert.equal(selection.judge(record), verdict);
      }
    }
  });

  it('leaves out records that are not sampled, and counts them', () => {
    const { selection, notSent } = setUp({ traceBased: true });
    assert.equal(takes(selection, { severityNumber: 9, spanContext: unsampled }), false);
    assert.equal(takes(selection, { severityNumber: 17, spanContext: unsampled }), true);
    assert.equal(takes(selection, { severityNumber: 9, spanContext: { ...unsampled, traceFlags: 1 } }), true);
    assert.equal(takes(selection, { severityNumber: 9 }), true);
    assert.deepEqual(notSent, ['not_sampled']);
  });

  it('decides the same before a record is created', () => {
    const { selection, notSent } = setUp({ minSeverity: { default: 'INFO' }, traceBased: true });
    const context = trace.setSpanContext(ROOT_CONTEXT, unsampled);
    const ask = (severityNumber?: number, of = ROOT_CONTEXT) =>
      selection.wouldAdd({ context: of, instrumentationScope: SCOPE, severityNumber });
    assert.deepEqual([ask(8), ask(9), ask(0), ask()], [false, true, true, true]);
    assert.deepEqual([ask(9, context), ask(17, context)], [false, true]);
    assert.deepEqual(notSent, ['severity', 'not_sampled']);
  });

  it('holds left-out records from the level of the error context on, and does not count them', () => {
    const { selection, notSent } = setUp({
      minSeverity: { default: 'INFO' },
      traceBased: true,
      errorContext: { minSeverity: 'DEBUG', trigger: 'ERROR', maxAgeMillis: 1, maxBytes: 1 },
    });
    const judge = (severityNumber: number, spanContext?: typeof unsampled) =>
      selection.judge(makeRecord({ instrumentationScope: SCOPE, severityNumber, spanContext }));
    assert.deepEqual([judge(4), judge(5), judge(8), judge(9)], ['leave out', 'hold', 'hold', 'send']);
    assert.deepEqual([judge(9, unsampled), judge(17, unsampled)], ['hold', 'send']);
    const ask = (severityNumber: number) =>
      selection.wouldAdd({ context: ROOT_CONTEXT, instrumentationScope: SCOPE, severityNumber });
    assert.deepEqual([ask(4), ask(5), ask(9)], [false, true, true]);
    assert.deepEqual(notSent, ['severity', 'severity']);
  });

  it('leaves out no record of the level of the trigger, even if it is below the levels that are held', () => {
    const { selection, notSent } = setUp({
      minSeverity: { default: 'FATAL' },
      errorContext: { minSeverity: 'ERROR', trigger: 'WARN', maxAgeMillis: 1, maxBytes: 1 },
    });
    assert.equal(selection.judge(makeRecord({ severityNumber: 13 })), 'hold');
    assert.equal(selection.judge(makeRecord({ severityNumber: 12 })), 'leave out');
    assert.deepEqual(notSent, ['severity']);
  });

  it('counts a record once if the SDK creates it for another processor', () => {
    const { selection, notSent } = setUp({ minSeverity: { default: 'INFO' } });
    for (let times = 0; times < 3; times++) {
      assert.equal(
        selection.wouldAdd({ context: ROOT_CONTEXT, instrumentationScope: SCOPE, severityNumber: 5 }),
        false,
      );
      assert.equal(takes(selection, { severityNumber: 5 }), false);
    }
    assert.equal(notSent.length, 3);
    assert.equal(takes(selection, { severityNumber: 5 }), false);
    assert.equal(notSent.length, 4);
  });

  for (const [what, other] of [
    ['scope', { severityNumber: 5, instrumentationScope: { name: 'test' } }],
    ['severity', { severityNumber: 6 }],
  ] as const) {
    it(`counts a record with another ${what} than the one that was refused before it`, () => {
      const { selection, notSent } = setUp({ minSeverity: { default: 'INFO' } });
      selection.wouldAdd({ context: ROOT_CONTEXT, instrumentationScope: SCOPE, severityNumber: 5 });
      assert.equal(takes(selection, other), false);
      assert.equal(notSent.length, 2);
    });
  }
});
