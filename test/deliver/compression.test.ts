import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import { createCompressionPolicy } from '../../src/deliver/compression.js';
import { networkError, serviceError } from '../helpers/service-error.js';

const failure = (name: string, status: number) =>
  classifyError('PutLogEvents', serviceError(name, '', status));

const outage = failure('ServiceUnavailableException', 503);
const unreadable = failure('SerializationException', 400);

function setUp(compression: 'gzip' | 'none' = 'gzip') {
  const say = sinon.spy();
  return { policy: createCompressionPolicy(compression, say), say };
}

/** A gzip body failed, and the next attempt, which is plain, passed or failed. */
function strike(policy: ReturnType<typeof setUp>['policy'], passed: boolean): void {
  assert.equal(policy.encoding(), 'gzip');
  assert.equal(policy.failed('gzip', outage), false);
  assert.equal(policy.encoding(), undefined);
  if (passed) policy.accepted(undefined);
  else policy.failed(undefined, outage);
}

describe('compression: createCompressionPolicy', () => {
  it('compresses by default, and never when it is off', () => {
    assert.equal(setUp().policy.encoding(), 'gzip');
    assert.equal(setUp('none').policy.encoding(), undefined);
  });

  for (const [name, status] of [
    ['SerializationException', 400],
    ['MalformedHttpRequestException', 400],
    ['UnknownError', 415],
    ['UnknownError', 400],
    ['SyntaxError', 404],
    ['ForeignAnswer', 403],
    ['Unknown', 405],
  ] as const) {
    it(`stops at once when ${name} (HTTP ${status}) fails and plain passes`, () => {
      const { policy, say } = setUp();

      assert.equal(policy.failed('gzip', failure(name, status)), true);
      policy.plainEnded(undefined);

      assert.equal(policy.encoding(), undefined);
      sinon.assert.calledOnce(say);
    });
  }

  it('sends nothing as plain at once any more when plain fails too, but alternates in the next attempts', () => {
    const { policy, say } = setUp();

    assert.equal(policy.failed('gzip', unreadable), true);
    policy.plainEnded(unreadable);

    assert.equal(policy.encoding(), 'gzip');
    assert.equal(policy.failed('gzip', unreadable), false);
    assert.equal(policy.encoding(), undefined);
    sinon.assert.notCalled(say);
  });

  it('is not switched off by one temporary 503', () => {
    const { policy, say } = setUp();

    strike(policy, true);

    assert.equal(policy.encoding(), 'gzip');
    policy.accepted('gzip');
    assert.equal(policy.failed('gzip', outage), false);
    assert.equal(policy.encoding(), 'gzip');
    sinon.assert.notCalled(say);
  });

  it('stops after gzip failed and plain passed twice, alternating', () => {
    const { policy, say } = setUp();

    strike(policy, true);
    strike(policy, true);

    assert.equal(policy.encoding(), undefined);
    sinon.assert.calledOnce(say);
  });

  it('counts concurrent plain bodies that pass once', () => {
    const { policy, say } = setUp();
    policy.failed('gzip', outage);

    policy.accepted(undefined);
    policy.accepted(undefined);

    assert.equal(policy.encoding(), 'gzip');
    sinon.assert.notCalled(say);
  });

  it('stays plain when a gzip body that was in flight passes later', () => {
    const { policy } = setUp();
    policy.failed('gzip', unreadable);
    policy.plainEnded(undefined);

    policy.accepted('gzip');

    assert.equal(policy.encoding(), undefined);
  });

  it('restarts the count when plain fails too', () => {
    const { policy } = setUp();

    strike(policy, true);
    strike(policy, false);
    strike(policy, true);
    assert.equal(policy.encoding(), 'gzip');
    strike(policy, true);

    assert.equal(policy.encoding(), undefined);
  });

  it('counts concurrent failures once', () => {
    const { policy } = setUp();
    for (let request = 0; request < 3; request++) policy.failed('gzip', outage);
    for (let request = 0; request < 3; request++) policy.accepted(undefined);

    assert.equal(policy.encoding(), 'gzip');
    strike(policy, true);
    assert.equal(policy.encoding(), undefined);
  });

  it('sends as plain what was in flight as gzip when another request found out', () => {
    const { policy, say } = setUp();
    policy.failed('gzip', unreadable);
    policy.plainEnded(undefined);

    assert.equal(policy.failed('gzip', unreadable), true);
    policy.plainEnded(undefined);

    assert.equal(policy.encoding(), undefined);
    sinon.assert.calledOnce(say);
  });

  it('never falls back after a gzip body was accepted', () => {
    const { policy, say } = setUp();
    policy.failed('gzip', unreadable);

    policy.accepted('gzip');
    policy.plainEnded(undefined);

    assert.equal(policy.failed('gzip', unreadable), false);
    assert.equal(policy.failed('gzip', outage), false);
    assert.equal(policy.encoding(), 'gzip');
    sinon.assert.notCalled(say);
  });

  it('does not count failures with another cause', () => {
    const { policy } = setUp();

    for (const other of [
      failure('ThrottlingException', 400),
      failure('AccessDeniedException', 400),
      failure('InvalidParameterException', 400),
      failure('UnknownError', 408),
      failure('UnknownError', 413),
      failure('UnknownError', 429),
      classifyError('PutLogEvents', networkError('ECONNRESET')),
    ]) {
      assert.equal(policy.failed('gzip', other), false);
      assert.equal(policy.encoding(), 'gzip');
    }
  });

  it('never asks for more than one immediate retry in a row, whatever the answers are', () => {
    const answers = fc.array(fc.constantFrom(outage, unreadable, failure('SyntaxError', 404), undefined));
    fc.assert(
      fc.property(answers, (given) => {
        const { policy } = setUp();
        let extra = 0;
        for (const answer of given) {
          const encoding = policy.encoding();
          if (answer === undefined) policy.accepted(encoding);
          else if (policy.failed(encoding, answer)) {
            extra++;
            policy.plainEnded(unreadable);
          }
        }
        assert.ok(extra <= 1);
      }),
    );
  });

  it('counts gzip as readable when the service reports another fault of a plain body, such as a missing stream', () => {
    const missing = failure('ResourceNotFoundException', 400);
    const { policy, say } = setUp();
    policy.failed('gzip', unreadable);
    policy.plainEnded(missing);
    assert.equal(policy.encoding(), undefined);
    sinon.assert.calledOnce(say);

    const later = setUp().policy;
    for (let time = 0; time < 2; time++) {
      assert.equal(later.encoding(), 'gzip');
      later.failed('gzip', outage);
      later.failed(undefined, missing);
    }
    assert.equal(later.encoding(), undefined);
  });

  it('learns nothing about gzip from a plain body', () => {
    const { policy } = setUp();

    policy.accepted(undefined);

    assert.equal(policy.failed('gzip', unreadable), true);
  });
});
