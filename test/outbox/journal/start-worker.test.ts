import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { startWorker } from '../../../src/outbox/journal/start-worker.js';
import { createZlibPause } from '../../../src/util/zlib-pause.js';
import { temporaryDirectory } from '../../durable/helpers/service.js';
import { describeWithSqlite } from '../../durable/helpers/with-sqlite.js';

describeWithSqlite('start-worker', import.meta.url, () => {
  it('passes no flags of the process to the thread, because they may register this exporter again', async () => {
    using directory = temporaryDirectory();
    const options = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--import=data:text/javascript,process.exit(9)';
    try {
      const { port1, port2 } = new MessageChannel();
      const worker = startWorker({
        start: {
          directory: directory.path,
          maxBytes: 64 * 1024 * 1024,
          whenFull: 'drop-newest',
          fingerprint: '',
        },
        port: port2,
        zlibPause: createZlibPause(),
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
      worker.postMessage({ kind: 'close' });
      const [reply]: unknown[] = await Promise.race([once(port1, 'message'), once(worker, 'exit')]);
      await worker.terminate();
      port1.close();

      assert.deepEqual(reply, { kind: 'closed' });
    } finally {
      if (options === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = options;
    }
  });
});
