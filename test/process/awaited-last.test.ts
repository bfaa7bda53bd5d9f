import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { AWAY } from '../guarantee/helpers/promises.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { startNode } from '../zero-code/helpers/run-app.js';

const APP = 'test/process/apps/awaited-last.mjs';

/** Exit code of Node when the event loop is empty and a top-level await has not settled. */
const UNSETTLED = 13;

/** The thread of the outbox receives each request late, by timers that do not keep the process alive. */
describe('A durable outbox in a last await', () => {
  for (const [what, said] of [
    ['export', '0\n'],
    ['two exports', '0,0\n0\n'],
    ['flush', 'flushed\n'],
    ['shutdown', 'shut down\n'],
  ] as const) {
    it(`keeps the process alive until there is an answer: ${what}`, async () => {
      await using server = await startLocalServer({ faults: what === 'flush' ? [] : [AWAY] });
      using directory = temporaryDirectory();
      const env = { OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: what === 'flush' ? '600000' : '1000' };

      const ended = await startNode(server, [APP, what, directory.path], env, undefined, NODE_WITH_SQLITE)
        .ended;

      assert.notEqual(ended.code, UNSETTLED, ended.stderr);
      assert.deepEqual([ended.code, ended.stdout], [0, said], ended.stderr);
    });
  }
});
