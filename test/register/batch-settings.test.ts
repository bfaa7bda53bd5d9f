import assert from 'node:assert/strict';
import { type BatchSettings, readBatchSettings, warnOfUnused } from '../../src/register/batch-settings.js';
import type { Warn } from '../../src/register/environment-text.js';
import type { Environment } from '../../src/util/environment.js';
import { lineOf } from '../helpers/message.js';

function read(env: Environment): { settings: BatchSettings; warnings: string[] } {
  const warnings: string[] = [];
  return { settings: readBatchSettings(env, (line) => warnings.push(lineOf(line))), warnings };
}

describe('batch-settings', () => {
  it('returns what is set, and nothing else', () => {
    assert.deepEqual(read({ OTEL_BLRP_MAX_QUEUE_SIZE: ' ' }), { settings: {}, warnings: [] });
    const { settings, warnings } = read({
      OTEL_BLRP_MAX_QUEUE_SIZE: '100',
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '10',
      OTEL_BLRP_SCHEDULE_DELAY: '1',
      OTEL_BLRP_EXPORT_TIMEOUT: '2147483647',
    });
    assert.deepEqual(settings, {
      maxQueueSize: 100,
      maxExportBatchSize: 10,
      scheduledDelayMillis: 1,
      exportTimeoutMillis: 2_147_483_647,
    });
    assert.deepEqual(warnings, []);
  });

  it('warns of settings without effect on CloudWatch Logs, in one line', () => {
    const warnings: string[] = [];
    const warn: Warn = (message) => void warnings.push(lineOf(message));
    warnOfUnused({ scheduledDelayMillis: 100 }, warn);
    warnOfUnused({}, warn);
    assert.deepEqual(warnings, []);
    warnOfUnused({ maxQueueSize: 100, scheduledDelayMillis: 1, exportTimeoutMillis: 5 }, warn);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /^CWL_BATCH_SETTINGS_UNUSED: .*OTEL_BLRP_MAX_QUEUE_SIZE, OTEL_BLRP_EXPORT_TIMEOUT:.*OTEL_EXPORTER_CLOUDWATCH_OUTBOX_MAX_BYTES/,
    );
  });

  it('warns of bad numbers and leaves them out', () => {
    for (const text of ['0', '-1', '1.5', 'many', '2147483648', '99999999999']) {
      assert.deepEqual(read({ OTEL_BLRP_SCHEDULE_DELAY: text }), {
        settings: {},
        warnings: [
          `CWL_SETTING_INVALID: OTEL_BLRP_SCHEDULE_DELAY: expected an integer of at least 1, got "${text}". register ignores it.`,
        ],
      });
    }
  });
});
