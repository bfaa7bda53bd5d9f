import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import type { Action } from '../../src/deliver/failure.js';
import { UNKNOWN_DESTINATION } from '../../src/events/destination.js';
import { createSettlement } from '../../src/dispatch/delivery-reporter.js';
import { wholeOf } from '../../src/events/runs.js';
import { bareBlock, destination } from '../helpers/events.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';

const a = destination('a', 'g');
const events = [wholeOf(bareBlock([1])), wholeOf(bareBlock([5, 2]))];
const SPAN = { count: 3, from: 1, to: 5 };

function setUp() {
  const parts = {
    metrics: {
      accepted: sinon.spy(),
      delivered: sinon.spy(),
      lost: sinon.spy(),
      operation: sinon.spy(),
      retried: sinon.spy(),
      truncated: sinon.spy(),
      body: sinon.spy(),
      close: sinon.spy(),
    },
    losses: { add: sinon.spy(), tell: sinon.spy() },
    notices: { add: sinon.spy(), tell: sinon.spy(), close: sinon.spy() },
    diagnostics: { info: sinon.spy(), warn: sinon.spy(), warnOnce: sinon.spy(), trouble: sinon.spy() },
    outage: { failed: sinon.spy(), answered: sinon.spy() },
    blockers: { began: sinon.spy(), ended: sinon.spy() },
    waiting: () => 7,
  };
  return { ...parts, settlement: createSettlement(parts) };
}

function failure(name: string, text = '', status = 400, action: Action = 'PutLogEvents') {
  return classifyError(action, serviceError(name, text, status));
}

describe('settlement', () => {
  it('tells a stream of its losses, but not of its own notices that are lost', () => {
    const { settlement, notices, losses } = setUp();
    const notice = bareBlock([9]);
    settlement.excuse([notice]);

    settlement.lost(a, [...events, wholeOf(notice)], 'outbox_full');

    sinon.assert.calledOnceWithExactly(notices.add, a, SPAN, 'outbox_full');
    sinon.assert.calledOnceWithExactly(losses.add, a, SPAN, 'outbox_full', undefined);
  });

  it('tells no stream of records whose names could not be told', () => {
    const { settlement, notices } = setUp();

    settlement.lostOnTheWay(UNKNOWN_DESTINATION, SPAN, 'encode_failed');

    sinon.assert.notCalled(notices.add);
  });

  it('counts what was delivered, and knows that nothing holds up its stream', () => {
    const { settlement, metrics, blockers } = setUp();

    settlement.delivered(a, 7);

    sinon.assert.calledOnceWithExactly(metrics.delivered, 7);
    sinon.assert.calledOnceWithExactly(blockers.ended, a);
  });

  it('counts and tells what was lost out of the outbox', () => {
    const { settlement, metrics, losses } = setUp();
    const error = new Error('no');

    settlement.lost(a, events, 'invalid', error);

    sinon.assert.calledOnceWithExactly(metrics.lost, 3, 'invalid', true);
    sinon.assert.calledOnceWithExactly(losses.add, a, SPAN, 'invalid', error);
  });

  it('counts and tells what never came into the outbox', () => {
    const { settlement, metrics, losses } = setUp();

    settlement.lostOnTheWay(a, SPAN, 'empty');

    sinon.assert.calledOnceWithExactly(metrics.lost, 3, 'empty', false);
    sinon.assert.calledOnceWithExactly(losses.add, a, SPAN, 'empty', undefined);
  });

  for (const [name, status] of [
    ['ThrottlingException', 400],
    ['ServiceUnavailableException', 503],
    ['OperationAbortedException', 400],
  ] as const) {
    it(`takes ${name} for an outage that passes`, () => {
      const { settlement, metrics, outage, diagnostics } = setUp();

      settlement.retried(a, failure(name, 'Rate exceeded', status));

      sinon.assert.calledOnce(metrics.retried);
      sinon.assert.calledOnceWithExactly(outage.failed, `PutLogEvents failed with ${name}: Rate exceeded`);
      sinon.assert.notCalled(diagnostics.trouble);
    });
  }

  it('says what wants somebody to act and how much waits, once for each action and group', () => {
    const { settlement, metrics, outage, blockers } = setUp();

    settlement.retried(a, failure('AccessDeniedException', TEXTS.denied));

    sinon.assert.calledOnceWithExactly(metrics.retried, 'denied');
    sinon.assert.notCalled(outage.failed);
    const [blocker, destinationOf, explain] = blockers.began.firstCall.args;
    assert.deepEqual([blocker, destinationOf], [{ kind: 'denied PutLogEvents', name: 'g' }, a]);
    assert.match(
      explain(),
      /Allow logs:PutLogEvents on arn:aws:logs:\*:\*:log-group:g:log-stream:a.* 7 wait now\.$/,
    );
  });

  for (const [kind, error] of [
    ['unconfigured', new Error('Region is missing')],
    ['expired_credentials', serviceError('ExpiredTokenException', TEXTS.tokenExpired)],
    ['clock_skew', serviceError('RequestTimeTooSkewed')],
    ['untrusted_certificate', networkError('SELF_SIGNED_CERT_IN_CHAIN')],
  ] as const) {
    it(`says ${kind} once, however many groups there are`, () => {
      const { settlement, blockers } = setUp();

      settlement.retried(a, classifyError('PutLogEvents', error));
      settlement.retried(destination('a', 'other'), classifyError('CreateLogStream', error));

      const blocker = { kind, name: '' };
      assert.deepEqual(
        blockers.began.args.map(([of]) => of),
        [blocker, blocker],
      );
    });
  }

  it('shows no content of a record', () => {
    const { settlement, outage, blockers } = setUp();
    const text = "Value 'secret' at 'logEvents.1.member.message' failed";

    settlement.retried(a, failure('ThrottlingException', text));
    settlement.retried(a, failure('AccessDeniedException', text));

    for (const spoken of [...outage.failed.args.flat(), blockers.began.firstCall.args[2]()]) {
      assert.doesNotMatch(String(spoken), /secret/);
    }
  });

  it('records how long an answer took, in seconds, and ends the outage with it', () => {
    const { settlement, metrics, outage } = setUp();

    const server = { address: 'localhost', port: 4566 };
    settlement.answered({ status: 'answered', rejections: [], httpStatus: 200, server }, 250);

    sinon.assert.calledOnceWithExactly(metrics.operation, 0.25, {
      errorType: undefined,
      httpStatus: 200,
      server,
    });
    sinon.assert.calledOnce(outage.answered);
  });

  it('records what failed, and does not end the outage with it', () => {
    const { settlement, metrics, outage } = setUp();

    settlement.answered({ status: 'refused', failure: failure('InvalidParameterException') }, 2_000);
    settlement.interrupted(3_000);

    assert.deepEqual(
      metrics.operation.args.map(([seconds, { errorType }]) => [Number(seconds), String(errorType)]),
      [
        [2, 'invalid'],
        [3, 'shutdown'],
      ],
    );
    sinon.assert.notCalled(outage.answered);
  });
});
