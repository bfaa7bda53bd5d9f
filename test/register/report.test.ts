import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { stub } from 'sinon';
import { createReport } from '../../src/register/report.js';
import { messageOf } from '../../src/messages/message.js';
import { thrower } from '../helpers/thrower.js';

describe('report', () => {
  let lines: unknown[][];
  beforeEach(() => {
    lines = [];
    const ignore = stub();
    const warn = (...args: unknown[]): void => void lines.push(args);
    diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  });
  afterEach(() => diag.disable());

  it('keeps messages until it starts, and then writes each at once', () => {
    const report = createReport();
    report.warn(messageOf('CWL_CONFIG_FILE_NOT_READ'));
    assert.deepEqual(lines, []);
    report.begin();
    report.warn(messageOf('CWL_METER_PROVIDER_MISSING'));
    const namespace = 'opentelemetry-exporter-cloudwatch-logs/register';
    assert.deepEqual(
      lines.map((args) => [args[0], String(args[1]).split(': ')[0]]),
      [
        [namespace, 'CWL_CONFIG_FILE_NOT_READ'],
        [namespace, 'CWL_METER_PROVIDER_MISSING'],
      ],
    );
  });

  it('returns the result of the work, and reports a failure', () => {
    const report = createReport();
    report.begin();
    assert.equal(
      report.attempt('add', () => 1 + 1),
      2,
    );
    assert.equal(report.attempt('start', thrower), undefined);
    assert.match(String(lines[0]?.[1]), /^CWL_SETUP_FAILED: .*start.*a mistake/);
  });
});
