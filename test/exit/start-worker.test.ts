import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';
import { sendOne } from './helpers.js';

// Node 20 cannot load TypeScript in a thread; newer versions can.
describeWithSqlite('start-worker', import.meta.url, () => {
  it('passes no flags of the process to the thread, because they may register this exporter again', async () => {
    await using server = await startLocalServer();
    const options = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--import=data:text/javascript,process.exit(9)';
    try {
      const { isDone } = await sendOne(server, {});

      assert.equal(isDone, true);
      assert.equal(server.events().length, 1);
    } finally {
      if (options === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = options;
    }
  });
});
