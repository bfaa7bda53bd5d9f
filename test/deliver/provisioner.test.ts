import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createProvisioner, type ProvisionerSettings } from '../../src/deliver/provisioner.js';
import type { LogGroupOptions } from '../../src/options/options.js';
import { destination } from '../helpers/events.js';
import { createFakeApi } from '../helpers/fake-api.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

const to = destination('s', '/otel/shop');
const missing = () => serviceError('ResourceNotFoundException', TEXTS.groupMissing);
const exists = (text: string) => serviceError('ResourceAlreadyExistsException', text);
const denied = () => serviceError('AccessDeniedException', TEXTS.denied);

function byLevel(name: string): LogGroupOptions {
  return name.endsWith('/debug')
    ? { retentionInDays: 7, logGroupClass: 'INFREQUENT_ACCESS' }
    : { retentionInDays: 90 };
}

function setUp(
  script: Parameters<typeof createFakeApi>[0] = {},
  settings: Partial<ProvisionerSettings> = {},
) {
  const api = createFakeApi(script);
  const clock = createFakeClock();
  const diagnostics = { warnOnce: sinon.spy(), errorOnce: sinon.spy() };
  const provisioner = createProvisioner(
    { api, clock, random: () => 1, diagnostics },
    { createLogGroup: true, createLogStream: true, logGroup: { retentionInDays: 30 }, ...settings },
  );
  return { api, clock, diagnostics, provisioner };
}

describe('provisioner', () => {
  it('creates the stream, and leaves the group alone', async () => {
    const { api, provisioner } = setUp();

    assert.equal(await provisioner.provide(to), undefined);

    assert.deepEqual(api.calls, [{ name: 'createLogStream', input: [to] }]);
  });

  it('creates the group when the stream reports it missing, then its retention and the stream', async () => {
    const { api, clock, provisioner } = setUp({ createLogStream: [missing()] });

    assert.equal(await provisioner.provide(to), undefined);
    await clock.settle();

    assert.deepEqual(api.calls, [
      { name: 'createLogStream', input: [to] },
      { name: 'createLogGroup', input: [{ logGroupName: '/otel/shop' }] },
      { name: 'putRetentionPolicy', input: ['/otel/shop', 30] },
      { name: 'createLogStream', input: [to] },
    ]);
  });

  it("passes the group's settings by their AWS names, and the retention on its own", async () => {
    const logGroup = {
      retentionInDays: 7,
      tags: { team: 'a' },
      kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1',
      logGroupClass: 'INFREQUENT_ACCESS',
      deletionProtectionEnabled: true,
    } as const;
    const { api, provisioner } = setUp({ createLogStream: [missing()] }, { logGroup });

    await provisioner.provide(to);

    const { retentionInDays: _, ...input } = logGroup;
    assert.deepEqual(api.calls[1], {
      name: 'createLogGroup',
      input: [{ ...input, logGroupName: '/otel/shop' }],
    });
  });

  it('calls a function for the settings of a group with its name', async () => {
    const { api, clock, provisioner } = setUp(
      { createLogStream: [missing(), undefined, missing()] },
      { logGroup: byLevel },
    );

    await provisioner.provide(destination('s', '/shop/debug'));
    await provisioner.provide(destination('s', '/shop/error'));
    await clock.settle();

    assert.deepEqual(
      api.calls.filter(({ name }) => name !== 'createLogStream'),
      [
        {
          name: 'createLogGroup',
          input: [{ logGroupClass: 'INFREQUENT_ACCESS', logGroupName: '/shop/debug' }],
        },
        { name: 'putRetentionPolicy', input: ['/shop/debug', 7] },
        { name: 'createLogGroup', input: [{ logGroupName: '/shop/error' }] },
        { name: 'putRetentionPolicy', input: ['/shop/error', 90] },
      ],
    );
  });

  it('treats an existing stream as created', async () => {
    const { api, provisioner } = setUp({ createLogStream: [exists(TEXTS.streamExists)] });

    assert.equal(await provisioner.provide(to), undefined);
    assert.deepEqual(api.names(), ['createLogStream']);
  });

  it('treats an existing group as created, and does not change its retention', async () => {
    const { api, clock, provisioner } = setUp({
      createLogStream: [missing()],
      createLogGroup: [exists(TEXTS.groupExists)],
    });

    assert.equal(await provisioner.provide(to), undefined);
    await clock.advance(1_000_000);

    assert.deepEqual(api.names(), ['createLogStream', 'createLogGroup', 'createLogStream']);
  });

  it('creates a stream once for several callers at the same time', async () => {
    const { api, provisioner } = setUp();

    await Promise.all([provisioner.provide(to), provisioner.provide({ ...to })]);

    assert.deepEqual(api.names(), ['createLogStream']);
  });

  it('creates a group once for many streams', async () => {
    const { api, provisioner } = setUp({ createLogStream: [missing(), missing(), missing()] });

    const results = await Promise.all(
      ['a', 'b', 'c'].map((name) => provisioner.provide(destination(name, '/otel/shop'))),
    );

    assert.deepEqual(results, [undefined, undefined, undefined]);
    assert.equal(api.names().filter((name) => name === 'createLogGroup').length, 1);
    assert.equal(api.names().filter((name) => name === 'createLogStream').length, 6);
  });

  it('does not create a group again that was created during the call for the stream', async () => {
    const { promise, resolve } = withResolvers();
    const late = async () => {
      await promise;
      return missing();
    };
    const { api, provisioner } = setUp({ createLogStream: [late, missing()] });
    const first = provisioner.provide(destination('a', 'g'));
    await provisioner.provide(destination('b', 'g'));

    resolve();
    assert.equal(await first, undefined);

    assert.equal(api.names().filter((name) => name === 'createLogGroup').length, 1);
  });

  it('creates a deleted group again', async () => {
    const { api, provisioner } = setUp({ createLogStream: [missing(), undefined, missing()] });

    await provisioner.provide(to);
    assert.equal(await provisioner.provide(to), undefined);

    assert.equal(api.names().filter((name) => name === 'createLogGroup').length, 2);
    assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 2);
  });

  it('creates a deleted stream again', async () => {
    const { api, provisioner } = setUp();

    await provisioner.provide(to);
    await provisioner.provide(to);

    assert.deepEqual(api.names(), ['createLogStream', 'createLogStream']);
  });

  it('reports a conflict when another process deletes the group right after its creation', async () => {
    const { provisioner } = setUp({ createLogStream: [missing(), missing()] });

    const failure = await provisioner.provide(to);

    assert.deepEqual([failure?.kind, failure?.action], ['conflict', 'CreateLogStream']);
  });

  it('does not remember a failure', async () => {
    const { api, provisioner } = setUp({ createLogStream: [denied()] });

    assert.equal((await provisioner.provide(to))?.kind, 'denied');
    assert.equal(await provisioner.provide(to), undefined);

    assert.deepEqual(api.names(), ['createLogStream', 'createLogStream']);
  });

  it('creates nothing while the creation of streams is off', async () => {
    const { api, provisioner } = setUp({}, { createLogStream: false });

    const failure = await provisioner.provide(to);

    assert.deepEqual([failure?.kind, failure?.action], ['missing', 'CreateLogStream']);
    assert.match(failure?.error.message ?? '', /createLogStream is off/);
    assert.deepEqual(api.calls, []);
  });

  it('creates no group while the creation of groups is off', async () => {
    const { api, provisioner } = setUp({ createLogStream: [missing()] }, { createLogGroup: false });

    const failure = await provisioner.provide(to);

    assert.deepEqual([failure?.kind, failure?.action], ['missing', 'CreateLogGroup']);
    assert.match(failure?.error.message ?? '', /createLogGroup is off/);
    assert.deepEqual(api.names(), ['createLogStream']);
  });

  for (const [kind, name] of [
    ['limit_exceeded', 'LimitExceededException'],
    ['conflict', 'OperationAbortedException'],
    ['throttled', 'ThrottlingException'],
    ['denied', 'AccessDeniedException'],
  ] as const) {
    it(`reports a group that cannot be created: ${kind}`, async () => {
      const { provisioner } = setUp({ createLogStream: [missing()], createLogGroup: [serviceError(name)] });

      const failure = await provisioner.provide(to);

      assert.deepEqual([failure?.kind, failure?.action], [kind, 'CreateLogGroup']);
    });
  }

  describe('retention', () => {
    it('never delays the stream', async () => {
      const { provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [() => new Promise(() => undefined)],
      });

      assert.equal(await provisioner.provide(to), undefined);
    });

    it('is retried after a conflict or throttling, without a message', async () => {
      const { api, clock, diagnostics, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [
          serviceError('OperationAbortedException'),
          serviceError('ThrottlingException'),
          networkError('ECONNRESET'),
        ],
      });

      await provisioner.provide(to);
      await clock.advance(60_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 4);
      sinon.assert.notCalled(diagnostics.errorOnce);
      assert.deepEqual(clock.waits(), []);
    });

    it('is reported when it is denied, under one code, and retried slowly', async () => {
      const { api, clock, diagnostics, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [denied(), denied()],
      });

      await provisioner.provide(to);
      await clock.advance(600_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 3);
      for (const [{ code, text }, name] of diagnostics.errorOnce.args) {
        assert.deepEqual([code, name], ['CWL_RETENTION_FAILED', '/otel/shop']);
        assert.match(text, / 30 days /);
      }
    });

    for (const { failures, reported } of [
      { failures: 9, reported: false },
      { failures: 10, reported: true },
    ]) {
      it(`${reported ? 'is' : 'is not'} reported when ${failures} calls in a row fail for the time being`, async () => {
        const { api, clock, diagnostics, provisioner } = setUp({
          createLogStream: [missing()],
          putRetentionPolicy: Array.from({ length: failures }, () => networkError('ECONNRESET')),
        });

        await provisioner.provide(to);
        await clock.advance(3_600_000);

        assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, failures + 1);
        assert.equal(diagnostics.errorOnce.called, reported);
      });
    }

    it('is abandoned when its group is deleted', async () => {
      const { api, clock, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [missing()],
      });

      await provisioner.provide(to);
      await clock.advance(3_600_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 1);
    });

    it('is abandoned at the end, and no wait for it keeps the process alive', async () => {
      const { api, clock, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [denied()],
      });
      await provisioner.provide(to);
      await clock.settle();
      assert.equal(clock.keepingAlive, 0);

      provisioner.close();
      await clock.advance(3_600_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 1);
    });

    it('is not set, with a warning, for a group whose creation had no answer: another process may own it', async () => {
      const { api, clock, diagnostics, provisioner } = setUp({
        createLogStream: [missing()],
        createLogGroup: [networkError('ECONNRESET')],
      });

      assert.equal((await provisioner.provide(to))?.kind, 'unavailable');
      assert.equal(await provisioner.provide(to), undefined);
      await clock.settle();

      assert.deepEqual(api.names(), ['createLogStream', 'createLogGroup', 'createLogStream']);
      const [{ code, text }] = diagnostics.warnOnce.firstCall.args;
      assert.equal(code, 'CWL_RETENTION_UNKNOWN');
      assert.match(text, /aws logs put-retention-policy --log-group-name '\/otel\/shop'/);
    });

    it('causes a warning with the command where none is set', async () => {
      const { api, clock, diagnostics, provisioner } = setUp(
        { createLogStream: [missing(), undefined, missing()] },
        { logGroup: {} },
      );

      await provisioner.provide(to);
      await provisioner.provide(destination('s', 'other'));
      await clock.settle();

      assert.ok(!api.names().includes('putRetentionPolicy'));
      assert.deepEqual(
        diagnostics.warnOnce.args.map(([{ code }, name]) => [code, name]),
        [
          ['CWL_RETENTION_NOT_SET', undefined],
          ['CWL_RETENTION_NOT_SET', undefined],
        ],
      );
      assert.match(
        diagnostics.warnOnce.args[0]?.[0].text,
        /retentionInDays.* aws logs put-retention-policy --log-group-name '\/otel\/shop' --retention-in-days 30/,
      );
    });

    for (const logGroup of [{}, { retentionInDays: 30 }]) {
      it(`causes no warning for a group that existed, with ${JSON.stringify(logGroup)}`, async () => {
        const { diagnostics, provisioner } = setUp({}, { logGroup });

        await provisioner.provide(to);

        sinon.assert.notCalled(diagnostics.warnOnce);
      });
    }

    it('causes no warning where its creation was denied, and another process created the group', async () => {
      const { diagnostics, provisioner } = setUp({
        createLogStream: [missing()],
        createLogGroup: [denied()],
      });

      assert.equal((await provisioner.provide(to))?.kind, 'denied');
      assert.equal(await provisioner.provide(to), undefined);

      sinon.assert.notCalled(diagnostics.warnOnce);
    });

    it('causes no warning where none is set, and the creation of the group had no answer', async () => {
      const { diagnostics, provisioner } = setUp(
        { createLogStream: [missing()], createLogGroup: [networkError('ECONNRESET')] },
        { logGroup: {} },
      );

      assert.equal((await provisioner.provide(to))?.kind, 'unavailable');
      assert.equal(await provisioner.provide(to), undefined);

      sinon.assert.notCalled(diagnostics.warnOnce);
    });
  });
});
