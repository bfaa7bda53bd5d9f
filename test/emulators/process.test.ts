import assert from 'node:assert/strict';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { startRelay } from '../helpers/relay.js';
import { until } from '../helpers/until.js';
import { OURS, runApp, startNode } from '../zero-code/helpers/run-app.js';
import { bodiesIn, EMULATOR, freshName } from './helpers/emulator.js';

const APP = 'test/process/apps/ends.mjs';

/** The service of test/process, in a group of its own. */
function environmentOf(name: string): Record<string, string> {
  return {
    OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME: `/otel/${name}`,
    OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME: 'stream',
    OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '60000',
  };
}

describe('A process against an emulator', () => {
  for (const [how, code] of [
    ['plain end', 0],
    ['process.exit', 3],
    ['uncaught exception', 1],
    ['SIGTERM handler', 0],
  ] as const) {
    it(`has delivered what it logged right before its end: ${how}`, async () => {
      const name = freshName();
      const ended = await startNode(EMULATOR, [APP, how], environmentOf(name)).ended;
      assert.deepEqual([ended.code, ended.stdout], [code, `exit ${code}\n`], ended.stderr);
      assert.deepEqual(await bodiesIn(`/otel/${name}`, 'stream'), ['last']);
    });
  }

  it('logs with zero code', async () => {
    const name = freshName();
    const { code, stderr } = await runApp(EMULATOR, ['--import', OURS], 'winston.cjs', environmentOf(name));
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(await bodiesIn(`/otel/${name}`, 'stream'), ['hello']);
  });

  it('leaves in a durable outbox what it could not deliver, and the next process delivers it once', async () => {
    const name = freshName();
    using directory = temporaryDirectory();
    await using relay = await startRelay(EMULATOR.url);
    const start = (how: string) =>
      startNode(
        { ...EMULATOR, url: relay.url },
        [APP, how, 'processor', directory.path],
        environmentOf(name),
        undefined,
        NODE_WITH_SQLITE,
      );

    relay.isAway = true;
    const first = await start('process.exit').ended;
    assert.deepEqual([first.code, first.stdout], [3, 'exit 3\n'], first.stderr);
    assert.deepEqual(await bodiesIn(`/otel/${name}`, 'stream'), []);

    relay.isAway = false;
    const second = start('shutdown when told');
    await until(async () => (await bodiesIn(`/otel/${name}`, 'stream')).length > 0);
    second.process.send('now');
    assert.equal((await second.ended).code, 0);
    assert.deepEqual(await bodiesIn(`/otel/${name}`, 'stream'), ['last']);
  });
});
