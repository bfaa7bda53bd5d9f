import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import {
  createZlibPause,
  openZlib,
  pauseZlib,
  resumeZlib,
  type ZlibPause,
} from '../../src/util/zlib-pause.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';
import { until } from '../helpers/until.js';

/** How often the thread has begun and ended to open a stream. */
const BEGUN = 0;
const ENDED = 1;

/** A thread that opens one stream after the other, in a pause that its start data has. */
function startThread(zlibPause: ZlibPause, counts: Int32Array): Worker {
  const source = `
    import { openZlib } from ${JSON.stringify(new URL('../../src/util/zlib-pause.ts', import.meta.url))};
    import { workerData } from 'node:worker_threads';
    import { gzipSync } from 'node:zlib';
    const { counts } = workerData;
    for (;;) {
      openZlib(() => {
        Atomics.add(counts, ${BEGUN}, 1);
        gzipSync('a text');
        Atomics.add(counts, ${ENDED}, 1);
      });
    }`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { zlibPause, counts },
    execArgv: ['--import', 'tsx'],
  });
}

describe('zlib-pause: openZlib', () => {
  it('opens at once in a thread without a pause', () => {
    assert.equal(
      openZlib(() => 'opened'),
      'opened',
    );
  });

  it('opens at once while it is not paused, and leaves nothing behind, however that ends', () => {
    const pause = createZlibPause();
    assert.equal(
      openZlib(() => 'opened', pause),
      'opened',
    );
    assert.throws(() => openZlib(() => assert.fail('no memory'), pause), /no memory/);

    assert.deepEqual([...pause], [0, 0]);
  });
});

// Node 20 cannot load TypeScript in a thread; newer versions can.
describeWithSqlite('zlib-pause: pauseZlib and resumeZlib', import.meta.url, () => {
  it('let a thread open nothing in between, whatever it did before', async () => {
    const pause = createZlibPause();
    const counts = new Int32Array(new SharedArrayBuffer(8));
    const worker = startThread(pause, counts);
    try {
      for (let round = 0; round < 200; round++) {
        const before = Atomics.load(counts, ENDED);
        await until(() => Atomics.load(counts, ENDED) > before);

        pauseZlib(pause);
        const begun = Atomics.load(counts, BEGUN);

        assert.equal(Atomics.load(counts, ENDED), begun);
        resumeZlib(pause);
      }
    } finally {
      pauseZlib(pause);
      await worker.terminate();
    }
  });
});
