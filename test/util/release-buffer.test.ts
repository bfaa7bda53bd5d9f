import assert from 'node:assert/strict';
import { releaseBuffer } from '../../src/util/release-buffer.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';

// Every Node with SQLite can free memory; Node 20 has neither.
describeWithSqlite('releaseBuffer', import.meta.url, () => {
  it('frees the memory at once', () => {
    const buffer = new ArrayBuffer(1_000);
    const bytes = new Uint8Array(buffer);

    releaseBuffer(buffer);

    assert.equal(bytes.length, 0);
  });
});
