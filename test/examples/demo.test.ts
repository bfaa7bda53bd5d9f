import assert from 'node:assert/strict';
import { runExample } from './helpers/run-example.js';

describe('examples/demo', () => {
  let lines: string[];

  before(async () => {
    const output = await runExample({ script: 'examples/demo/main.mjs' });
    lines = output.trimEnd().split('\n');
  });

  it('ends with as many records arrived as were logged', () => {
    const [, logged, arrived] = /^ {2}logged (\d+), arrived (\d+), lost 0$/.exec(lines.at(-1) ?? '') ?? [];
    assert.equal(logged, arrived);
    assert.ok(Number(logged) > 300, `logged ${logged}`);
  });

  it('follows one trace through all three loggers', () => {
    const start = lines.findIndex((line) => line.startsWith('One trace through all three loggers'));
    const trace = lines.slice(start + 1, lines.indexOf('', start));
    const loggers = trace.map((line) => /(?:winston|pino|OpenTelemetry)(?= )/.exec(line)?.[0]);
    assert.deepEqual(new Set(loggers), new Set(['winston', 'OpenTelemetry', 'pino']));
    assert.match(trace.at(-1) ?? '', /error {2}winston .* failed$/);
  });

  it('fits on a screen, in plain text where no terminal reads it', () => {
    assert.ok(lines.length <= 45, `${lines.length} lines`);
    // oxlint-disable-next-line no-control-regex -- that there are none is what it is about
    assert.doesNotMatch(lines.join('\n'), /\u001b/);
  });
});
