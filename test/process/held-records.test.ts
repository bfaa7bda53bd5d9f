import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { startNode } from '../zero-code/helpers/run-app.js';
import { bodies } from '../helpers/bodies.js';

const APP = 'test/process/apps/held.mjs';
const EXIT_MILLIS = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '60000' };

async function run(how: string, kind: string) {
  await using server = await startLocalServer();
  const { code, stdout } = await startNode(server, [APP, how, kind], EXIT_MILLIS).ended;
  return { code, stdout, bodies: bodies(server) };
}

describe('What errorContext holds at the end of a process', () => {
  for (const kind of ['processor', 'exporter']) {
    for (const [how, code] of [
      ['uncaught exception', 1],
      ['unhandled rejection', 1],
      ['a listener that exits', 4],
    ] as const) {
      it(`is sent, of the request that failed and of no other: ${how}, ${kind}`, async () => {
        const ended = await run(how, kind);

        assert.deepEqual(ended.bodies, ['without a trace', 'of the request']);
        assert.equal(ended.code, code);
        assert.match(
          ended.stdout,
          /^CWL_NOT_SENT: .*log records 1 held for errorContext without an error.*\n$/,
        );
      });
    }

    for (const [how, code] of [
      ['process.exit', 3],
      ['plain end', 0],
    ] as const) {
      it(`is not sent, and counted: ${how}, ${kind}`, async () => {
        const ended = await run(how, kind);

        assert.deepEqual(ended.bodies, []);
        assert.equal(ended.code, code);
        assert.match(
          ended.stdout,
          /^CWL_NOT_SENT: .*log records 3 held for errorContext without an error.*\n$/,
        );
      });
    }
  }

  for (const [how, expected] of [
    ['an error in an export that waits', ['debug', 'error']],
    ['an exception before the resource is there', ['debug']],
  ] as const) {
    it(`is sent with ${how}`, async () => {
      await using server = await startLocalServer();
      await startNode(server, ['test/process/apps/held-waiting.mjs', how], EXIT_MILLIS).ended;

      assert.deepEqual(bodies(server), expected);
    });
  }
});
