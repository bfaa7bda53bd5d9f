import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { answerFault, type FaultOutcome, parseAmzDate } from '../../src/local-server/fault-answer.js';
import { ServiceError } from '../../src/local-server/model/service-error.js';
import { TEXTS } from '../helpers/service-error.js';
import { GROUP, HOUR, NOW, STREAM } from './helpers.js';

const CALL = { action: 'PutLogEvents', logGroupName: GROUP, logStreamName: STREAM, gzip: false, time: NOW };

function errorIn(outcome: FaultOutcome): ServiceError {
  assert.ok(outcome instanceof ServiceError);
  return outcome;
}

function answer(fault: Parameters<typeof answerFault>[0], call: object = {}, skewMillis = 0): FaultOutcome {
  return answerFault(fault, { ...CALL, ...call }, skewMillis);
}

describe('fault-answer', () => {
  for (const [fault, name, status] of [
    [{ kind: 'throttle' }, 'ThrottlingException', 400],
    [{ kind: 'internal-error' }, 'InternalFailure', 500],
    [{ kind: 'unavailable' }, 'ServiceUnavailableException', 503],
    [{ kind: 'expired-token' }, 'ExpiredTokenException', 400],
    [{ kind: 'deny' }, 'AccessDeniedException', 400],
    [{ kind: 'no-gzip', as: 'serialization' }, 'SerializationException', 400],
    [{ kind: 'no-gzip', as: 'malformed' }, 'MalformedHttpRequestException', 400],
    [{ kind: 'no-gzip', as: 415 }, 'UnsupportedMediaTypeException', 415],
    [{ kind: 'no-gzip', as: 500 }, 'InternalFailure', 500],
    [{ kind: 'respond', errorName: 'Odd', status: 418 }, 'Odd', 418],
    [{ kind: 'respond', errorName: 'Odd' }, 'Odd', 400],
  ] as const) {
    it(`to ${JSON.stringify(fault)} is ${name}, which breaks no rule`, () => {
      const error = errorIn(answer(fault));
      assert.deepEqual([error.name, error.status, error.rules], [name, status, []]);
    });
  }

  it('is no error where the connection is cut or silent', () => {
    for (const kind of ['reset-before-write', 'reset-after-write', 'hang'] as const) {
      assert.equal(answer({ kind }), kind);
    }
  });

  it('has the text of the fault, also an empty body, or the text of the service', () => {
    assert.equal(errorIn(answer({ kind: 'throttle', message: 'Slow down' })).message, 'Slow down');
    assert.equal(errorIn(answer({ kind: 'respond', message: 'Hm.' })).message, 'Hm.');
    assert.equal(errorIn(answer({ kind: 'expired-token' })).message, TEXTS.tokenExpired);
    assert.deepEqual(answer({ kind: 'respond', body: '' }), { status: 400, body: '' });
    assert.deepEqual(answer({ kind: 'respond', status: 502, body: '<p>' }), { status: 502, body: '<p>' });
  });

  it('to deny names the stream for PutLogEvents, otherwise the group, or an asterisk', () => {
    const resource = (call: object): string | undefined =>
      /:log-group:\S+/.exec(errorIn(answer({ kind: 'deny' }, call)).message)?.[0];
    const named = { logGroupName: 'g', logStreamName: 's' };
    const user = 'user/me';
    assert.equal(errorIn(answer({ kind: 'deny' }, named)).message.replace('user/local', user), TEXTS.denied);
    assert.equal(resource({ ...named, action: 'CreateLogStream' }), ':log-group:g:log-stream:');
    assert.equal(resource({ logStreamName: undefined }), `:log-group:${GROUP}:log-stream:*`);
    assert.equal(
      resource({ action: 'DescribeLogGroups', logGroupName: undefined }),
      ':log-group:*:log-stream:',
    );
  });

  it('to skew says in the words of the service by which clock a signature is off', () => {
    const time = Date.UTC(2023, 11, 1, 10, 2, 45) - HOUR;
    const signedAt = Date.UTC(2023, 11, 1, 9, 57, 42);
    const early = errorIn(answer({ kind: 'skew', skewMillis: HOUR }, { time, signedAt }, HOUR));
    assert.deepEqual([early.name, early.message], ['InvalidSignatureException', TEXTS.signatureExpired]);
    const late = errorIn(answer({ kind: 'skew', skewMillis: 0 }, { time: signedAt - HOUR, signedAt }, 0));
    assert.equal(
      late.message,
      'Signature not yet current: 20231201T095742Z is still later than 20231201T090242Z (20231201T085742Z + 5 min.)',
    );
  });

  it('reads the time of any X-Amz-Date header, and of no other text', () => {
    const date = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (at) => {
        const text = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
        assert.equal(parseAmzDate(text), Math.floor(at.getTime() / 1_000) * 1_000);
      }),
    );
    for (const text of [
      undefined,
      '',
      'undefined',
      '20231201T095742',
      '2023-12-01T09:57:42Z',
      ' 20231201T095742Z',
    ]) {
      assert.equal(parseAmzDate(text), undefined, text);
    }
  });
});
