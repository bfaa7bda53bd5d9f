import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { CloudWatchLogRecordExporter } from '../../src/index.js';
import { whyNotDurable } from '../../src/options/durable-support.js';

describe('durable-support', () => {
  it('names the current and the needed version', () => {
    assert.equal(
      whyNotDurable(false, '20.19.0'),
      'outbox.directory: expected Node 22.13 or newer, which has node:sqlite, got 20.19.0',
    );
    assert.equal(whyNotDurable(true), undefined);
  });

  it('makes the constructor throw, and only where a directory is set', async () => {
    await new CloudWatchLogRecordExporter().shutdown();
    if (isBuiltin('node:sqlite')) return;
    assert.throws(
      () => new CloudWatchLogRecordExporter({ outbox: { directory: '/tmp/never-made' } }),
      /expected Node 22\.13 or newer/,
    );
  });
});
