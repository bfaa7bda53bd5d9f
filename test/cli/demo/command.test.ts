import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { until } from '../../helpers/until.js';
import { installed, runCli, startCli, type Ended } from '../helpers/packed.js';

const LOGGERS = [
  'winston',
  'pino',
  '@opentelemetry/auto-instrumentations-node',
  '@opentelemetry/winston-transport',
];

/** Settings of the user's own services: the demo must not use them. */
const SETTINGS = {
  OTEL_LOGS_EXPORTER: 'none',
  AWS_REGION: 'nowhere',
  OTEL_EXPORTER_CLOUDWATCH_FORMAT: 'body',
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('command: demo', () => {
  let bare: Ended;
  let full: Ended;
  let lines: string[];

  before(async () => {
    const folders = await Promise.all([installed(), installed(...LOGGERS)]);
    // One after the other: each run logs as fast as it can.
    bare = await runCli(['demo'], SETTINGS, Promise.resolve(folders[0]));
    full = await runCli(['demo'], {}, Promise.resolve(folders[1]));
    lines = full.stdout.trimEnd().split('\n');
  });

  it('loses nothing with the tarball alone, and mentions other loggers only at the end', () => {
    assert.deepEqual([bare.code, bare.stderr], [0, '']);
    assert.match(bare.stdout, /\nby OpenTelemetry\.\n/);
    assert.match(
      bare.stdout,
      /\n {2}logged ([\d,]+), delivered ([\d,]+), not to be sent 2, lost 0\n {2}to log/,
    );
    const [, ...names] =
      / {2}to log through (\w+) and (\w+) as well: npm i winston pino /.exec(bare.stdout) ?? [];
    assert.deepEqual(names, ['winston', 'pino']);
    assert.match(bare.stdout, /\nOne trace through OpenTelemetry: [0-9a-f]{32}\n/);
  });

  it('names what comes next in its last line', () => {
    for (const { stdout } of [bare, full]) {
      assert.match(stdout, /\n {2}next, with your own application: npx [\w-]+ local\n$/);
    }
  });

  it('counts as many arrived records as were logged, and the bytes before and after gzip', () => {
    assert.deepEqual([full.code, full.stderr], [0, '']);
    const counts = /^ {2}logged ([\d,]+), delivered ([\d,]+), not to be sent 2, lost 0$/.exec(
      lines.at(-2) ?? '',
    );
    const [logged, delivered] = [counts?.[1], counts?.[2]].map((text) => Number(text?.replace(',', '')));
    assert.equal(logged, delivered! + 2);
    assert.ok(logged > 1_000, `logged ${logged}`);
    const [, bytes, wire] = /([\d,]+) bytes, ([\d,]+) after gzip$/.exec(lines.at(-4) ?? '') ?? [];
    assert.ok(Number(bytes?.replaceAll(',', '')) > 5 * Number(wire?.replaceAll(',', '')));
  });

  it('follows one trace through all three loggers', () => {
    const start = lines.findIndex((line) => line.startsWith('One trace through'));
    const trace = lines.slice(start + 1, lines.indexOf('', start));
    assert.equal(trace.filter((line) => line.includes('  debug  ')).length, 1);
    const loggers = trace.map((line) => /(?:winston|pino|OpenTelemetry)(?= )/.exec(line)?.[0]);
    assert.deepEqual(new Set(loggers), new Set(['winston', 'OpenTelemetry', 'pino']));
    assert.match(trace.at(-1) ?? '', /error {2}winston .* failed$/);
  });

  it('shows an order that succeeded, and debug records only of the one that failed', () => {
    const start = lines.findIndex((line) => line.startsWith('One that went well, without its debug record'));
    const trace = lines.slice(start + 1, lines.indexOf('', start));
    assert.match(trace.at(-1) ?? '', /info {3}winston .* confirmed$/);
    assert.equal(trace.length, 4);
    const debug = lines.filter((line) => line.includes('  debug  '));
    assert.equal(debug.length, 2, 'as it arrived, and in its trace');
    assert.ok(debug.every((line) => line.includes('for A-1003')));
  });

  it('reports the volume of a day at this rate', () => {
    assert.match(
      lines.at(-3) ?? '',
      /^ {2}CloudWatch Logs accepted [\d,]+ bytes .*: at that rate [\d.,]+ GB a day\.$/,
    );
  });

  it('fills the outbox during the outage, and empties it', () => {
    const waiting = lines.flatMap((line) => {
      const [, count] = /^ {2}(?:away|back) +[█░]+ ([\d,]+) in the outbox$/.exec(line) ?? [];
      return count === undefined ? [] : [Number(count.replace(',', ''))];
    });
    assert.ok(Math.max(...waiting) > 500, waiting.join(' '));
    assert.equal(waiting.at(-1), 0);
  });

  it('fits on a screen, in plain text where no terminal reads it', () => {
    assert.ok(lines.length <= 45, `${lines.length} lines`);
    assert.ok(!full.stdout.includes('\u001B'));
  });

  it('leaves no process behind when it is stopped in the middle', async () => {
    const demo = await startCli(['demo']);
    while (!demo.stdout().includes('goes away')) await once(demo.process.stdout!, 'data');
    const children = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(demo.process.pid)]);
    const shop = Number(children.stdout);
    assert.ok(shop > 0);
    demo.process.kill('SIGKILL');
    await until(() => !isAlive(shop));
  });
});
