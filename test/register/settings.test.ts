import assert from 'node:assert/strict';
import { readSettings } from '../../src/register/settings.js';

describe('readSettings', () => {
  it('has OpenTelemetry’s defaults, but a longer queue and larger batches', () => {
    assert.deepEqual(readSettings({}), {
      logs: 'here',
      detectors: ['env', 'host', 'process'],
      mustHaveAws: false,
      batch: {
        maxQueueSize: 32_768,
        maxExportBatchSize: 4_096,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: 30_000,
      },
      diagLevel: 'WARN',
      warnings: [],
    });
  });

  it('takes empty variables for not set', () => {
    const names = [
      'OTEL_SDK_DISABLED',
      'OTEL_LOGS_EXPORTER',
      'OTEL_NODE_RESOURCE_DETECTORS',
      'OTEL_LOG_LEVEL',
    ];
    const env = Object.fromEntries([...names, 'OTEL_BLRP_MAX_QUEUE_SIZE'].map((name) => [name, ' ']));
    assert.deepEqual(readSettings(env), readSettings({}));
  });

  const exporters: readonly (readonly [text: string, logs: string, warning?: RegExp])[] = [
    ['cloudwatch', 'here'],
    ['CloudWatch', 'here'],
    ['none', 'others'],
    ['cloudwatch,none', 'others'],
    ['otlp', 'others', /OTEL_LOGS_EXPORTER is "otlp": logs are left to others/],
    ['cloudwatch, otlp', 'here', /names otlp beside cloudwatch: only CloudWatch Logs gets the logs/],
  ];
  for (const [text, logs, warning] of exporters) {
    it(`reads OTEL_LOGS_EXPORTER=${text}`, () => {
      const settings = readSettings({ OTEL_LOGS_EXPORTER: text });
      assert.equal(settings.logs, logs);
      assert.equal(settings.warnings.length, warning === undefined ? 0 : 1);
      assert.match(settings.warnings[0] ?? '', warning ?? /^$/);
    });
  }

  it('is off with OTEL_SDK_DISABLED=true alone', () => {
    assert.equal(readSettings({ OTEL_SDK_DISABLED: 'TRUE' }).logs, 'off');
    assert.equal(readSettings({ OTEL_SDK_DISABLED: 'false' }).logs, 'here');
    const { logs, warnings } = readSettings({ OTEL_SDK_DISABLED: '1' });
    assert.equal(logs, 'here');
    assert.deepEqual(warnings, ['OTEL_SDK_DISABLED: expected true or false, got "1"; it counts as false']);
  });

  const detectors: readonly (readonly [text: string, names: readonly string[], aws: boolean])[] = [
    ['all', ['env', 'host', 'process', 'serviceinstance', 'os', 'aws'], false],
    ['none', [], false],
    ['os,ENV', ['env', 'os'], false],
    ['serviceinstance, aws', ['serviceinstance', 'aws'], true],
  ];
  for (const [text, names, mustHaveAws] of detectors) {
    it(`reads OTEL_NODE_RESOURCE_DETECTORS=${text}`, () => {
      const settings = readSettings({ OTEL_NODE_RESOURCE_DETECTORS: text });
      assert.deepEqual(settings.detectors, names);
      assert.equal(settings.mustHaveAws, mustHaveAws);
      assert.deepEqual(settings.warnings, []);
    });
  }

  it('says that OTEL_CONFIG_FILE is not read', () => {
    assert.deepEqual(readSettings({ OTEL_CONFIG_FILE: 'otel.yaml' }).warnings, [
      'OTEL_CONFIG_FILE is not read: a file can name no exporter from outside OpenTelemetry. Set variables.',
    ]);
  });

  for (const text of ['none', 'host,os']) {
    it(`says what is not read with OTEL_NODE_RESOURCE_DETECTORS=${text}`, () => {
      const env = { OTEL_NODE_RESOURCE_DETECTORS: text, OTEL_SERVICE_NAME: 'shop' };
      assert.deepEqual(readSettings(env).warnings, [
        'OTEL_NODE_RESOURCE_DETECTORS is without env, which is what reads OTEL_SERVICE_NAME: ' +
          'set it to a list with env',
      ]);
      assert.deepEqual(readSettings({ ...env, OTEL_NODE_RESOURCE_DETECTORS: 'env,host' }).warnings, []);
    });
  }

  it('warns of unknown detectors', () => {
    const settings = readSettings({ OTEL_NODE_RESOURCE_DETECTORS: 'host,moon' });
    assert.deepEqual(settings.detectors, ['host']);
    assert.deepEqual(settings.warnings, [
      'OTEL_NODE_RESOURCE_DETECTORS: expected env, host, process, serviceinstance, os, aws, all or none, ' +
        'got "moon"; it is ignored',
    ]);
  });

  it('reads OTEL_BLRP_*', () => {
    const { batch, warnings } = readSettings({
      OTEL_BLRP_MAX_QUEUE_SIZE: '100',
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '10',
      OTEL_BLRP_SCHEDULE_DELAY: '20',
      OTEL_BLRP_EXPORT_TIMEOUT: '30',
    });
    assert.deepEqual(batch, {
      maxQueueSize: 100,
      maxExportBatchSize: 10,
      scheduledDelayMillis: 20,
      exportTimeoutMillis: 30,
    });
    assert.deepEqual(warnings, []);
  });

  it('warns of bad numbers and keeps the defaults', () => {
    for (const text of ['0', '-1', '1.5', 'many', '2147483648', '99999999999']) {
      const { batch, warnings } = readSettings({ OTEL_BLRP_SCHEDULE_DELAY: text });
      assert.equal(batch.scheduledDelayMillis, 1_000);
      assert.deepEqual(warnings, [
        `OTEL_BLRP_SCHEDULE_DELAY: expected an integer of at least 1, got "${text}"; it is ignored`,
      ]);
    }
  });

  it('fits the batch to a short queue', () => {
    const { batch } = readSettings({ OTEL_BLRP_MAX_QUEUE_SIZE: '100' });
    assert.equal(batch.maxExportBatchSize, 100);
  });

  it('reads OTEL_LOG_LEVEL', () => {
    assert.equal(readSettings({ OTEL_LOG_LEVEL: 'debug' }).diagLevel, 'DEBUG');
    const { diagLevel, warnings } = readSettings({ OTEL_LOG_LEVEL: 'loud' });
    assert.equal(diagLevel, 'WARN');
    assert.match(
      warnings[0] ?? '',
      /^OTEL_LOG_LEVEL: expected one of NONE, .*, got "loud"; it counts as WARN$/,
    );
  });
});
