import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { PassThrough } from 'node:stream';
import * as sinon from 'sinon';
import { HANG_MILLIS, startShop } from '../../../src/cli/demo/start-shop.js';
import { startLocalServer, type LocalServer } from '../../../src/local-server/index.js';
import { isSettled } from '../../helpers/is-settled.js';
import { settingsOf } from '../helpers/packed.js';

describe('start-shop', () => {
  let server: LocalServer;
  let fork: sinon.SinonStub;
  before(async () => {
    server = await startLocalServer();
    fork = sinon.stub(childProcess, 'fork');
    syncBuiltinESMExports();
  });
  after(async () => {
    fork.restore();
    syncBuiltinESMExports();
    await server.close();
  });

  /** A shop whose process is the test. */
  function setUp(env: Readonly<Record<string, string>> = {}) {
    const child = Object.assign(new EventEmitter(), {
      stderr: new PassThrough(),
      connected: true,
      send: sinon.spy(),
      kill: sinon.spy(),
    });
    fork.returns(child);
    const shop = startShop(server, env);
    const [, { env: given, execArgv }] = fork.lastCall.args;
    return { child, shop, given, execArgv };
  }

  it('points the shop to the server, and loads register before it', () => {
    const { given, execArgv } = setUp();
    assert.deepEqual({ ...given, ...settingsOf(server) }, given);
    assert.match(execArgv[execArgv.indexOf('--import') + 1], /\/register\.js$/);
  });

  it("keeps the settings of the user's own services from the shop, and nothing else", () => {
    const others = { PATH: '/bin', HOME: '/root', MY_AWS: '1', HTTPS_PROXY: 'http://proxy.example' };
    const own = { AWS_PROFILE: 'x', AWS_REGION: 'x', OTEL_LOGS_EXPORTER: 'x', NODE_OPTIONS: 'x' };
    const { given } = setUp({ ...others, ...own });
    assert.deepEqual({ ...given, ...others }, given);
    assert.ok(!Object.values(given).includes('x'));
  });

  it('is ready, has opened and has counts when the shop says so', async () => {
    const { child, shop } = setUp();
    assert.deepEqual([shop.logged, shop.notToBeSent], [0, 0]);
    child.emit('message', { is: 'logged', count: 7, notToBeSent: 2 });
    child.emit('message', { is: 'logged', count: 9, notToBeSent: 3 });
    assert.deepEqual([shop.logged, shop.notToBeSent], [9, 3]);
    assert.deepEqual([await isSettled(shop.ready), await isSettled(shop.opened)], [false, false]);
    const ready = { is: 'ready', loggers: ['pino'], missing: ['winston'] };
    child.emit('message', ready);
    assert.equal(await shop.ready, ready);
    assert.equal(await isSettled(shop.opened), false);
    child.emit('message', { is: 'open-done' });
    assert.equal(await isSettled(shop.opened), true);
  });

  it('passes requests on, and none to a process that has ended', () => {
    const { child, shop } = setUp();
    shop.ask('open');
    child.connected = false;
    shop.ask('close');
    assert.deepEqual(child.send.args, [['open']]);
  });

  it('reports how the process ended and all that it wrote to stderr', async () => {
    const { child, shop } = setUp();
    for (const byte of Buffer.from('Error: no memory 🌵')) child.stderr.write(Uint8Array.of(byte));
    child.stderr.end();
    await once(child.stderr, 'end');
    child.emit('close', null);
    assert.deepEqual(await shop.ended, { code: null, stderr: 'Error: no memory 🌵' });
  });

  it('reports a process that cannot be started', async () => {
    const { child, shop } = setUp();
    child.emit('error', new Error('spawn EAGAIN'));
    await assert.rejects(shop.ended, /EAGAIN/);
  });

  it('ends a shop that hangs', () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { child } = setUp();
    clock.tick(HANG_MILLIS);
    clock.restore();
    sinon.assert.calledOnce(child.kill);
  });
});
