import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createProvisioner, type ProvisionerSettings } from '../../src/deliver/provisioner.js';
import type { LogGroupOptions } from '../../src/options/options.js';
import { destination } from '../helpers/events.js';
import { createFakeApi } from '../helpers/fake-api.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';
import { withResolvers } from '../helpers/with-resolvers.js';

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
  const diagnostics = { warnOnce: sinon.spy(), trouble: sinon.spy() };
  const provisioner = createProvisioner(
    { api, clock, random: () => 1, diagnostics },
    { createLogGroup: true, createLogStream: true, logGroup: { retentionInDays: 30 }, ...settings },
  );
  return { api, clock, diagnostics, provisioner };
}

describe('provisioner', () => {
  it('makes the stream, and leaves the group alone', async () => {
    const { api, provisioner } = setUp();

    assert.equal(await provisioner.provide(to), undefined);

    assert.deepEqual(api.calls, [{ name: 'createLogStream', input: [to] }]);
  });

  it('makes the group when the stream says that it is missing, then its retention and the stream', async () => {
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

  it('asks a function for the settings of a group by its name', async () => {
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

  it('takes a stream that exists for made', async () => {
    const { api, provisioner } = setUp({ createLogStream: [exists(TEXTS.streamExists)] });

    assert.equal(await provisioner.provide(to), undefined);
    assert.deepEqual(api.names(), ['createLogStream']);
  });

  it('takes a group that exists for made, and does not touch its retention', async () => {
    const { api, clock, provisioner } = setUp({
      createLogStream: [missing()],
      createLogGroup: [exists(TEXTS.groupExists)],
    });

    assert.equal(await provisioner.provide(to), undefined);
    await clock.advance(1_000_000);

    assert.deepEqual(api.names(), ['createLogStream', 'createLogGroup', 'createLogStream']);
  });

  it('asks once for a stream that several callers miss at the same time', async () => {
    const { api, provisioner } = setUp();

    await Promise.all([provisioner.provide(to), provisioner.provide({ ...to })]);

    assert.deepEqual(api.names(), ['createLogStream']);
  });

  it('makes a group once for many streams', async () => {
    const { api, provisioner } = setUp({ createLogStream: [missing(), missing(), missing()] });

    const results = await Promise.all(
      ['a', 'b', 'c'].map((name) => provisioner.provide(destination(name, '/otel/shop'))),
    );

    assert.deepEqual(results, [undefined, undefined, undefined]);
    assert.equal(api.names().filter((name) => name === 'createLogGroup').length, 1);
    assert.equal(api.names().filter((name) => name === 'createLogStream').length, 6);
  });

  it('does not make a group again that was made while the stream was asked for', async () => {
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

  it('makes a group again that was deleted', async () => {
    const { api, provisioner } = setUp({ createLogStream: [missing(), undefined, missing()] });

    await provisioner.provide(to);
    assert.equal(await provisioner.provide(to), undefined);

    assert.equal(api.names().filter((name) => name === 'createLogGroup').length, 2);
    assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 2);
  });

  it('makes a stream again that was deleted', async () => {
    const { api, provisioner } = setUp();

    await provisioner.provide(to);
    await provisioner.provide(to);

    assert.deepEqual(api.names(), ['createLogStream', 'createLogStream']);
  });

  it('reports a conflict when somebody deletes the group as soon as it is made', async () => {
    const { provisioner } = setUp({ createLogStream: [missing(), missing()] });

    const failure = await provisioner.provide(to);

    assert.deepEqual([failure?.kind, failure?.action], ['conflict', 'CreateLogStream']);
  });

  it('forgets a failure', async () => {
    const { api, provisioner } = setUp({ createLogStream: [denied()] });

    assert.equal((await provisioner.provide(to))?.kind, 'denied');
    assert.equal(await provisioner.provide(to), undefined);

    assert.deepEqual(api.names(), ['createLogStream', 'createLogStream']);
  });

  it('makes nothing while the creation of streams is off', async () => {
    const { api, provisioner } = setUp({}, { createLogStream: false });

    const failure = await provisioner.provide(to);

    assert.deepEqual([failure?.kind, failure?.action], ['missing', 'CreateLogStream']);
    assert.deepEqual(api.calls, []);
  });

  it('makes no group while the creation of groups is off', async () => {
    const { api, provisioner } = setUp({ createLogStream: [missing()] }, { createLogGroup: false });

    const failure = await provisioner.provide(to);

    assert.deepEqual([failure?.kind, failure?.action], ['missing', 'CreateLogGroup']);
    assert.deepEqual(api.names(), ['createLogStream']);
  });

  for (const [kind, name] of [
    ['limit_exceeded', 'LimitExceededException'],
    ['conflict', 'OperationAbortedException'],
    ['throttled', 'ThrottlingException'],
    ['denied', 'AccessDeniedException'],
  ] as const) {
    it(`reports a group that can't be made: ${kind}`, async () => {
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

    it('is tried again after a conflict or a throttling, and nothing is said', async () => {
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
      sinon.assert.notCalled(diagnostics.trouble);
      assert.deepEqual(clock.waits(), []);
    });

    it('is said when it is denied, under one cause, and tried again slowly', async () => {
      const { api, clock, diagnostics, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [denied(), denied()],
      });

      await provisioner.provide(to);
      await clock.advance(600_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 3);
      for (const [{ code, text }, name] of diagnostics.trouble.args) {
        assert.deepEqual([code, name], ['CWL_RETENTION_FAILED', '/otel/shop']);
        assert.match(text, / 30 days /);
      }
    });

    it('is said when passing faults do not pass', async () => {
      const { clock, diagnostics, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: Array.from({ length: 12 }, () => networkError('ECONNRESET')),
      });

      await provisioner.provide(to);
      await clock.advance(3_600_000);

      sinon.assert.called(diagnostics.trouble);
    });

    it('is given up with its group', async () => {
      const { api, clock, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [missing()],
      });

      await provisioner.provide(to);
      await clock.advance(3_600_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 1);
    });

    it('is given up at the end, and no wait for it keeps the process alive', async () => {
      const { api, clock, provisioner } = setUp({
        createLogStream: [missing()],
        putRetentionPolicy: [denied()],
      });
      await provisioner.provide(to);
      await clock.settle();
      assert.equal(clock.holding, 0);

      provisioner.close();
      await clock.advance(3_600_000);

      assert.equal(api.names().filter((name) => name === 'putRetentionPolicy').length, 1);
    });

    it("is left alone, and said, for a group whose creation had no answer: it may be somebody else's", async () => {
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

    it('warns with the command where there is none', async () => {
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

    it('does not warn for a group that was there', async () => {
      const { diagnostics, provisioner } = setUp({}, { logGroup: {} });

      await provisioner.provide(to);

      sinon.assert.notCalled(diagnostics.warnOnce);
    });
  });
});
