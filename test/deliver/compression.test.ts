import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import { createCompressionPolicy, createGzip } from '../../src/deliver/compression.js';
import { drainMicrotasks } from '../helpers/drain-microtasks.js';
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

describe('createCompressionPolicy', () => {
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
      policy.judge(undefined);

      assert.equal(policy.encoding(), undefined);
      sinon.assert.calledOnce(say);
    });
  }

  it('sends nothing as plain at once any more when plain fails too, but alternates in the next attempts', () => {
    const { policy, say } = setUp();

    assert.equal(policy.failed('gzip', unreadable), true);
    policy.judge(unreadable);

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
    policy.judge(undefined);

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
    policy.judge(undefined);

    assert.equal(policy.failed('gzip', unreadable), true);
    policy.judge(undefined);

    assert.equal(policy.encoding(), undefined);
    sinon.assert.calledOnce(say);
  });

  it('never falls back after a gzip body was accepted', () => {
    const { policy, say } = setUp();
    policy.failed('gzip', unreadable);

    policy.accepted('gzip');
    policy.judge(undefined);

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
            policy.judge(unreadable);
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
    policy.judge(missing);
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

describe('createGzip', () => {
  it('gives bytes that can be read back', async () => {
    const body = Buffer.from('{"logEvents":[]}'.repeat(100));

    const packed = await createGzip()(body);

    assert.ok(packed.length < body.length / 10);
    assert.deepEqual(gunzipSync(packed), body);
  });

  it('gives bytes that can be read back, of whatever size and content', async () => {
    for (const size of [1, 1_000, 4_096, 300_000]) {
      for (const body of [Buffer.alloc(size), randomBytes(size)]) {
        assert.deepEqual(gunzipSync(await createGzip()(body)), body);
      }
    }
  });

  it('works on another thread: nothing resolves without a turn of the event loop', async () => {
    const settled = sinon.spy();

    const packed = createGzip()(Buffer.from('{"logEvents":[]}')).finally(settled);
    await drainMicrotasks();

    sinon.assert.notCalled(settled);
    await packed;
  });

  it('compresses two at a time, never more, whichever ends first and however it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ startsAt: fc.nat({ max: 9 }), turns: fc.nat({ max: 9 }), fails: fc.boolean() }),
          {
            maxLength: 30,
          },
        ),
        async (bodies) => {
          let running = 0;
          let most = 0;
          const gzip = createGzip(async (body) => {
            most = Math.max(most, ++running);
            const { turns, fails } = bodies[body[0]!]!;
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            running--;
            if (fails) throw new Error('no');
            return Uint8Array.from(body);
          });

          const results = await Promise.allSettled(
            bodies.map(async ({ startsAt }, index) => {
              for (let turn = 0; turn < startsAt; turn++) await Promise.resolve();
              return gzip(Uint8Array.of(index));
            }),
          );

          assert.deepEqual(
            results.map(({ status }) => status === 'rejected'),
            bodies.map(({ fails }) => fails),
          );
          assert.ok(most <= 2);
          assert.equal(running, 0);
        },
      ),
    );
  });

  it('continues when one is rejected', async () => {
    const gzip = createGzip();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what zlib refuses
    const bad = 7 as unknown as Uint8Array;

    const results = await Promise.allSettled(
      [bad, bad, bad, Buffer.from('x'), bad, Buffer.from('y')].map((body) => gzip(body)),
    );

    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.ok(await gzip(Buffer.from('z')));
  });
});
