import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import type { Action } from '../../src/failures/failure.js';
import { createDeliveryReporter } from '../../src/dispatch/delivery-reporter.js';
import { wholeOf } from '../../src/events/runs.js';
import { createSpyDiagnostics } from '../helpers/diagnostics.js';
import { bareBlock, destination } from '../helpers/events.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';
import { lineOf } from '../helpers/message.js';

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
      billed: sinon.spy(),
      notSent: sinon.spy(),
      truncated: sinon.spy(),
      body: sinon.spy(),
      close: sinon.spy(),
    },
    volume: { add: sinon.spy() },
    losses: { add: sinon.spy(), subscribe: sinon.spy(), tell: sinon.spy() },
    diagnostics: createSpyDiagnostics(),
    outage: { failed: sinon.spy(), answered: sinon.spy(), isOn: false },
    blockers: { began: sinon.spy(), ended: sinon.spy() },
    waiting: () => 7,
  };
  return { ...parts, reporter: createDeliveryReporter(parts) };
}

function failure(name: string, text = '', status = 400, action: Action = 'PutLogEvents') {
  return classifyError(action, serviceError(name, text, status));
}

describe('delivery-reporter', () => {
  it('counts the loss of its own notices, and writes no notice about it', () => {
    const { reporter, losses, metrics } = setUp();
    const notice = bareBlock([9]);
    reporter.markInternal(notice);

    reporter.lost(a, [...events, wholeOf(notice)], 'outbox_full');

    sinon.assert.calledOnceWithExactly(losses.add, a, SPAN, 'outbox_full', undefined);
    sinon.assert.calledOnceWithExactly(metrics.lost, 4, 'outbox_full', true);
  });

  it('counts delivered events, and ends what blocked their stream', () => {
    const { reporter, metrics, volume, blockers } = setUp();

    reporter.delivered(a, 7, 700);

    sinon.assert.calledOnceWithExactly(metrics.delivered, 7);
    sinon.assert.calledOnceWithExactly(metrics.billed, 700, a.logGroupName);
    sinon.assert.calledOnceWithExactly(volume.add, 700);
    sinon.assert.calledOnceWithExactly(blockers.ended, a);
  });

  it('counts and reports what was lost from the outbox', () => {
    const { reporter, metrics, losses } = setUp();
    const error = new Error('no');

    reporter.lost(a, events, 'invalid', error);

    sinon.assert.calledOnceWithExactly(metrics.lost, 3, 'invalid', true);
    sinon.assert.calledOnceWithExactly(losses.add, a, SPAN, 'invalid', error);
  });

  it('counts and reports what never reached the outbox', () => {
    const { reporter, metrics, losses } = setUp();

    reporter.lostBeforeOutbox(a, SPAN, 'empty');

    sinon.assert.calledOnceWithExactly(metrics.lost, 3, 'empty', false);
    sinon.assert.calledOnceWithExactly(losses.add, a, SPAN, 'empty', undefined);
  });

  for (const [name, status] of [
    ['ThrottlingException', 400],
    ['ServiceUnavailableException', 503],
    ['OperationAbortedException', 400],
  ] as const) {
    it(`treats ${name} as an outage that ends by itself`, () => {
      const { reporter, metrics, outage, diagnostics } = setUp();

      reporter.retried(a, failure(name, 'Rate exceeded', status));

      sinon.assert.calledOnce(metrics.retried);
      sinon.assert.calledOnceWithExactly(outage.failed, `PutLogEvents failed with ${name}: Rate exceeded`);
      sinon.assert.notCalled(diagnostics.errorOnce);
    });
  }

  it('reports what needs an operator and how much waits, once for each action and group', () => {
    const { reporter, metrics, outage, blockers } = setUp();

    reporter.retried(a, failure('AccessDeniedException', TEXTS.denied));

    sinon.assert.calledOnceWithExactly(metrics.retried, 'denied');
    sinon.assert.notCalled(outage.failed);
    const [blocker, destinationOf, explain] = blockers.began.firstCall.args;
    assert.deepEqual([blocker, destinationOf], [{ kind: 'denied PutLogEvents', name: 'g' }, a]);
    assert.match(
      lineOf(explain()),
      /^CWL_ACCESS_DENIED: .* 7 events .*Allow logs:PutLogEvents on arn:aws:logs:\*:\*:log-group:g:log-stream:\* /,
    );
  });

  for (const [kind, error] of [
    ['unconfigured', new Error('Region is missing')],
    ['expired_credentials', serviceError('ExpiredTokenException', TEXTS.tokenExpired)],
    ['clock_skew', serviceError('RequestTimeTooSkewed')],
    ['untrusted_certificate', networkError('SELF_SIGNED_CERT_IN_CHAIN')],
  ] as const) {
    it(`reports ${kind} once, however many groups there are`, () => {
      const { reporter, blockers } = setUp();

      reporter.retried(a, classifyError('PutLogEvents', error));
      reporter.retried(destination('a', 'other'), classifyError('CreateLogStream', error));

      const blocker = { kind, name: '' };
      assert.deepEqual(
        blockers.began.args.map(([of]) => of),
        [blocker, blocker],
      );
    });
  }

  it('reports events that were dropped because the bad one was not found, once for each group', () => {
    const { reporter, diagnostics } = setUp();
    const refused = failure('InvalidParameterException', 'no');

    reporter.gaveUp(a, refused);

    const [message, name] = diagnostics.errorOnce.firstCall.args;
    assert.equal(message.code, 'CWL_EVENTS_REJECTED');
    assert.equal(name, 'g');
  });

  it('shows no content of a record', () => {
    const { reporter, outage, blockers } = setUp();
    const text = "Value 'secret' at 'logEvents.1.member.message' failed";

    reporter.retried(a, failure('ThrottlingException', text));
    reporter.retried(a, failure('AccessDeniedException', text));

    for (const spoken of [...outage.failed.args.flat(), blockers.began.firstCall.args[2]().text]) {
      assert.doesNotMatch(String(spoken), /secret/);
    }
  });

  it('records the duration of an answer, in seconds, and ends the outage with it', () => {
    const { reporter, metrics, outage } = setUp();
    assert.equal(reporter.answers, 0);

    const server = { address: 'localhost', port: 4566 };
    reporter.answered({ status: 'answered', rejections: [], httpStatus: 200, server }, 250);

    sinon.assert.calledOnceWithExactly(metrics.operation, 0.25, {
      errorType: undefined,
      httpStatus: 200,
      server,
    });
    sinon.assert.calledOnce(outage.answered);
    assert.equal(reporter.answers, 1);
    reporter.answered({ status: 'answered', rejections: [] }, 1);
    assert.equal(reporter.answers, 2);
  });

  it('records a failure, and does not end the outage with it', () => {
    const { reporter, metrics, outage } = setUp();

    reporter.answered({ status: 'refused', failure: failure('InvalidParameterException') }, 2_000);
    reporter.interrupted(3_000);

    assert.deepEqual(
      metrics.operation.args.map(([seconds, { errorType }]) => [Number(seconds), String(errorType)]),
      [
        [2, 'invalid'],
        [3, 'shutdown'],
      ],
    );
    sinon.assert.notCalled(outage.answered);
    assert.equal(reporter.answers, 0);
  });
});
