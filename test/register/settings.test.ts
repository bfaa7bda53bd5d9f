import assert from 'node:assert/strict';
import { readSettings, type Settings } from '../../src/register/settings.js';
import { lineOf } from '../helpers/message.js';

describe('settings', () => {
  it('sends logs to CloudWatch Logs, and the rest as OpenTelemetry does', () => {
    assert.deepEqual(readSettings({}), {
      logs: 'here',
      otherExporters: [],
      exportsTraces: true,
      detectors: ['service', 'host', 'process'],
      batch: {},
      console: false,
      uncaughtExceptions: true,
      selfMetrics: false,
      diagLevel: 'WARN',
      warnings: [],
    });
  });

  it('treats empty variables as not set', () => {
    const names = ['OTEL_SDK_DISABLED', 'OTEL_LOGS_EXPORTER', 'OTEL_TRACES_EXPORTER', 'OTEL_LOG_LEVEL'];
    const env = Object.fromEntries(names.map((name) => [name, ' ']));
    assert.deepEqual(readSettings(env), readSettings({}));
  });

  const exporters: readonly (readonly [
    text: string,
    logs: Settings['logs'],
    others: Settings['otherExporters'],
    warning?: RegExp,
  ])[] = [
    ['cloudwatch', 'here', []],
    ['CloudWatch', 'here', []],
    ['none', 'others', []],
    ['cloudwatch,none', 'others', []],
    ['otlp', 'others', [], /^CWL_LOGS_LEFT_TO_OTHERS: OTEL_LOGS_EXPORTER is "otlp".* add "cloudwatch"/],
    ['cloudwatch, otlp', 'here', ['otlp']],
    ['console,cloudwatch,otlp', 'here', ['otlp', 'console']],
    ['cloudwatch,moon', 'here', [], /^CWL_SETTING_INVALID: .*cloudwatch, otlp, console or none, got "moon"/],
  ];
  for (const [text, logs, otherExporters, warning] of exporters) {
    it(`reads OTEL_LOGS_EXPORTER=${text}`, () => {
      const settings = readSettings({ OTEL_LOGS_EXPORTER: text });
      assert.deepEqual([settings.logs, settings.otherExporters], [logs, otherExporters]);
      assert.equal(settings.warnings.length, warning === undefined ? 0 : 1);
      assert.match(settings.warnings.map(lineOf).join(), warning ?? /^$/);
    });
  }

  it('is off only with OTEL_SDK_DISABLED=true', () => {
    assert.equal(readSettings({ OTEL_SDK_DISABLED: 'TRUE' }).logs, 'off');
    assert.equal(readSettings({ OTEL_SDK_DISABLED: 'false' }).logs, 'here');
    const { logs, warnings } = readSettings({ OTEL_SDK_DISABLED: '1' });
    assert.equal(logs, 'here');
    assert.match(
      warnings.map(lineOf).join(),
      /^CWL_SETTING_INVALID: OTEL_SDK_DISABLED: .*true or false, got "1".*false\.$/,
    );
  });

  for (const [text, exportsTraces] of [
    ['none', false],
    [' None ', false],
    ['none,otlp', false],
    ['otlp,none', true],
    ['console', true],
  ] as const) {
    it(`reads OTEL_TRACES_EXPORTER="${text}"`, () =>
      assert.equal(readSettings({ OTEL_TRACES_EXPORTER: text }).exportsTraces, exportsTraces));
  }

  it('reads its own flags', () => {
    const settings = readSettings({
      OTEL_EXPORTER_CLOUDWATCH_CONSOLE: 'true',
      OTEL_EXPORTER_CLOUDWATCH_SELF_METRICS: 'true',
    });
    assert.deepEqual([settings.console, settings.selfMetrics], [true, true]);
  });

  it('records uncaught exceptions unless that is turned off', () => {
    const name = 'OTEL_EXPORTER_CLOUDWATCH_UNCAUGHT_EXCEPTIONS';
    assert.equal(readSettings({ [name]: 'False' }).uncaughtExceptions, false);
    const { uncaughtExceptions, warnings } = readSettings({ [name]: 'no' });
    assert.equal(uncaughtExceptions, true);
    assert.match(warnings.map(lineOf).join(), /UNCAUGHT_EXCEPTIONS: .*true or false, got "no".*true\.$/);
  });

  it('warns of settings of a batch queue if no other exporter has one', () => {
    const queue = { OTEL_BLRP_MAX_QUEUE_SIZE: '100' };
    assert.match(
      readSettings(queue).warnings.map(lineOf).join(),
      /^CWL_BATCH_SETTINGS_UNUSED: .*OTEL_BLRP_MAX_QUEUE_SIZE/,
    );
    for (const OTEL_LOGS_EXPORTER of ['cloudwatch,otlp', 'none']) {
      const { batch, warnings } = readSettings({ ...queue, OTEL_LOGS_EXPORTER });
      assert.deepEqual([batch, warnings], [{ maxQueueSize: 100 }, []]);
    }
  });

  it('collects the warnings of all parts', () => {
    const { warnings } = readSettings({
      OTEL_CONFIG_FILE: 'otel.yaml',
      OTEL_NODE_RESOURCE_DETECTORS: 'moon',
      OTEL_BLRP_SCHEDULE_DELAY: 'soon',
      OTEL_EXPORTER_CLOUDWATCH_CONSOLE: 'yes',
    });
    assert.equal(warnings.length, 4);
    assert.equal(warnings[0]?.code, 'CWL_CONFIG_FILE_NOT_READ');
  });

  it('reads OTEL_LOG_LEVEL', () => {
    assert.equal(readSettings({ OTEL_LOG_LEVEL: 'debug' }).diagLevel, 'DEBUG');
    const { diagLevel, warnings } = readSettings({ OTEL_LOG_LEVEL: 'loud' });
    assert.equal(diagLevel, 'WARN');
    assert.match(
      warnings.map(lineOf).join(),
      /^CWL_SETTING_INVALID: OTEL_LOG_LEVEL: .*NONE, .*, got "loud".*WARN\.$/,
    );
  });
});
