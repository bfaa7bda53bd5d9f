import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { AwsClient } from '../../../src/cli/check/aws-client.js';
import { runCheck } from '../../../src/cli/check/check.js';
import { fixesOf } from '../../../src/cli/check/fixes.js';
import { classifyError } from '../../../src/deliver/classify-error.js';
import { destination } from '../../helpers/events.js';
import { createFakeClient } from '../../helpers/fake-client.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { isSettled } from '../../helpers/is-settled.js';
import { serviceError, TEXTS } from '../../helpers/service-error.js';

/** What the probe gives for one call: with the error, or accepted. */
function outcome(error?: Error) {
  const failure = error && classifyError('PutLogEvents', error);
  const result = failure ? { status: 'unanswered', failure } : { status: 'answered', rejections: [] };
  return { calls: [{ action: 'PutLogEvents', failure }], result };
}

/** A check where all is well, except what is given. */
function start(different: Partial<AwsClient> = {}, error?: Error) {
  const clock = createFakeClock();
  const send = sinon.fake.resolves(outcome(error));
  const onTry = sinon.spy();
  const aws: AwsClient = {
    client: createFakeClient().client,
    region: () => Promise.resolve('us-east-1'),
    endpoint: () => Promise.resolve('https://logs.us-east-1.amazonaws.com/'),
    credentials: () => Promise.resolve({ source: 'a test', accessKeyId: 'KEY', accountId: '123456789012' }),
    secrets: [],
    hasEvent: () => Promise.resolve(true),
    ...different,
  };
  const probe = { destination: destination(), timestamp: 1, id: '1a', send, close: () => undefined };
  const creation = { isTried: false, createLogGroup: true, createLogStream: true };
  const settings = { requestTimeoutMillis: 1_000, creation, fixes: fixesOf({}) };
  return { clock, send, onTry, report: runCheck({ clock, aws, probe, onTry }, settings) };
}

describe('check', () => {
  it('tries each setting, sends the event, and reads it back', async () => {
    const hasEvent = sinon.fake.resolves(true);
    const { onTry, report } = start({ hasEvent });
    const { ok, steps, next, credentials } = await report;
    const names = steps.map(({ name }) => name);
    assert.deepEqual([ok, ...names], [true, 'PutLogEvents', 'GetLogEvents']);
    assert.deepEqual(onTry.args.flat(), ['region', 'endpoint', 'credentials', ...names]);
    sinon.assert.calledOnceWithMatch(hasEvent, { ...destination(), timestamp: 1, text: '1a' });
    assert.equal(next?.includes('--create'), false);
    assert.deepEqual(credentials, { source: 'a test', account: '123456789012' });
  });

  it('stops at the first setting that is missing, with its fix, and sends nothing', async () => {
    for (const name of ['region', 'endpoint', 'credentials'] as const) {
      const { send, report } = start({ [name]: sinon.fake.rejects(new Error('none')) });
      const { ok, steps } = await report;
      assert.deepEqual([ok, steps.length, steps[0]?.status], [false, 1, 'failed']);
      sinon.assert.match(steps[0], { name, error: { message: 'none' }, ...fixesOf({})[name] });
      sinon.assert.notCalled(send);
    }
  });

  it('waits for a setting as long as a request may take, and no longer', async () => {
    const { clock, report } = start({ credentials: () => new Promise(() => undefined) });
    await clock.advance(999);
    assert.equal(await isSettled(report), false);
    await clock.advance(1);
    assert.equal((await report).steps[0]?.error?.name, 'TimeoutError');
  });

  it('reads again until the event is there', async () => {
    const hasEvent = sinon.stub().resolves(true).onFirstCall().resolves(false).onSecondCall().resolves(false);
    const { clock, report } = start({ hasEvent });
    await clock.advance(60_000);
    assert.equal((await report).steps[1]?.status, 'ok');
    sinon.assert.calledThrice(hasEvent);
  });

  it('does not fail where the event cannot be read', async () => {
    for (const hasEvent of [sinon.fake.resolves(false), sinon.fake.rejects(serviceError('NotAuthorized'))]) {
      const { clock, report } = start({ hasEvent });
      await clock.advance(60_000);
      const { ok, steps } = await report;
      assert.deepEqual([ok, steps[1]?.name, steps[1]?.status], [true, 'GetLogEvents', 'skipped']);
    }
  });

  it('has the policy for a call that was denied, and reads nothing', async () => {
    const error = serviceError('AccessDeniedException', TEXTS.denied);
    const { ok, policy, next, steps } = await start({}, error).report;
    assert.deepEqual([ok, next, steps.length], [false, undefined, 1]);
    assert.equal(policy?.Statement[0]?.Action, 'logs:PutLogEvents');
  });

  it('points to --create where the exporter would create what is missing', async () => {
    const { ok, next } = await start({}, serviceError('CreationIsOff')).report;
    assert.deepEqual([ok, next?.includes('--create')], [true, true]);
  });
});
