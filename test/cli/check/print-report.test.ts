import assert from 'node:assert/strict';
import { printReport } from '../../../src/cli/check/print-report.js';
import type { CheckReport } from '../../../src/cli/check/report.js';
import { createTerminal } from '../../../src/cli/command/terminal.js';

const PUT = { name: 'PutLogEvents', status: 'ok' } as const;

/** The text of a report where all is well, except what is given. */
function printed(report: Partial<CheckReport> = {}, isTTY = false): string {
  let text = '';
  const output = { isTTY, write: (part: string) => (text += part) };
  const well = { ok: true, logGroupName: '/g', logStreamName: 's', warnings: [], steps: [PUT] };
  printReport(createTerminal(output, output, {}), { ...well, ...report });
  return text;
}

describe('print-report', () => {
  it('prints only what the report has', () => {
    assert.match(printed(), /^log group +\/g\nlog stream +s\n\nok +PutLogEvents\n\n[^\n]+\n$/);
  });

  it('prints each setting that is active on a line of its own', () => {
    const text = printed({
      region: 'eu-west-1',
      credentials: { source: 'a test', account: '123456789012' },
      logGroup: { logGroupClass: 'DELIVERY', retentionInDays: 30 },
      resource: ['service.name', 'k8s.*'],
      redact: ['password', 'token'],
      omit: ['traceId'],
      minSeverity: { default: 'INFO', http: 'WARN' },
      traceBased: true,
      errorContext: { minSeverity: 'DEBUG', trigger: 'ERROR', maxAgeMillis: 30_000, maxBytes: 1 },
      budget: { bytesPerHour: 1_000, minSeverity: 'FATAL' },
    });
    for (const line of [
      /^region +eu-west-1$/m,
      /^credentials +a test, .*123456789012$/m,
      /^new group +.*DELIVERY.* 30 days$/m,
      /^resource +service\.name, k8s\.\*$/m,
      /^redacted +password, token$/m,
      /^left out +traceId$/m,
      /^least level +INFO, http=WARN$/m,
      /^traces +.*sampled/m,
      /^on an error +.*DEBUG.*ERROR.* 30000 ms/m,
      /^budget +1000 bytes an hour.*FATAL/m,
    ]) {
      assert.match(text, line);
    }
  });

  it('prints the error, the code and the fix of a step below each other', () => {
    const error = { name: 'ThrottlingException', message: 'Rate exceeded', status: 400 };
    const advice = { code: 'CWL_THROTTLED', fix: 'Wait.' } as const;
    const text = printed({ ok: false, steps: [{ ...PUT, status: 'failed', error, ...advice }] });
    const [first = '', second = ''] = text.split('\n').slice(3);
    assert.match(first, /^failed +PutLogEvents +ThrottlingException \(HTTP 400\): Rate exceeded$/);
    assert.match(second, /^ +CWL_THROTTLED: Wait\.$/);
    assert.equal(second.indexOf('CWL_THROTTLED'), first.indexOf('ThrottlingException'));
  });

  it('prints warnings, the policy as JSON, the link and the next step', () => {
    const policy = { Version: '2012-10-17', Statement: [] } as const;
    const text = printed({
      warnings: [{ code: 'CWL_GZIP_REFUSED', text: 'no gzip' }],
      policy,
      console: 'https://console/#x',
      next: 'Start.',
    });
    assert.match(text, /^warning CWL_GZIP_REFUSED: no gzip$/m);
    assert.deepEqual(JSON.parse(/^\{[^]*?^\}$/m.exec(text)?.[0] ?? ''), policy);
    assert.match(text, /https:\/\/console\/#x$/m);
    assert.match(text, /^Next: Start\.$/m);
  });

  it('ends with a verdict that depends on how far the event came', () => {
    const read = { name: 'GetLogEvents', status: 'ok' } as const;
    const verdicts = [
      { ok: false },
      { steps: [PUT, read] },
      { steps: [PUT, { ...read, status: 'skipped' } as const] },
      { steps: [{ ...PUT, status: 'skipped' } as const] },
    ].map((report) => printed(report).trimEnd().split('\n').at(-1) ?? '');
    assert.equal(new Set(verdicts).size, 4);
    for (const [index, pattern] of [/failed/, /arrives/, /accepted/, /no event was put/].entries()) {
      assert.match(verdicts[index] ?? '', pattern);
    }
  });

  it('lets no text from outside control the terminal, and has colors only there', () => {
    const error = { name: 'Error', message: 'a\u001B[2J\nok' };
    const report = { logGroupName: '/g\u001B[2J', steps: [{ ...PUT, status: 'failed', error } as const] };
    assert.ok(!printed(report).includes('\u001B'));
    assert.doesNotMatch(printed(report), /^ok$/m);
    assert.ok(printed(report, true).includes('\u001B[31m'));
    assert.ok(!printed(report, true).includes('\u001B[2J'));
  });
});
