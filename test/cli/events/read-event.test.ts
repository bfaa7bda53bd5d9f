import assert from 'node:assert/strict';
import { eventLine, shortStream, shortTrace } from '../../../src/cli/events/event-line.js';
import { readEvent } from '../../../src/cli/events/read-event.js';
import { createTerminal } from '../../../src/cli/terminal.js';

function levelOf(severityNumber: number): string {
  return readEvent(JSON.stringify({ severityNumber })).level;
}

function exceptionOf(event: object): string | undefined {
  return readEvent(JSON.stringify(event)).exception;
}

describe('readEvent', () => {
  it('reads the format otlp', () => {
    const message =
      '{"severityText":"WARNING","body":"low","traceId":"4bf9","severityNumber":13,"scope":{"name":"stock"}}';
    assert.deepEqual(readEvent(message), {
      level: 'warn',
      levelText: 'WARNING',
      text: 'low',
      traceId: '4bf9',
      scope: 'stock',
    });
  });

  it('names the exception of an event, in both formats', () => {
    const exception = { 'exception.type': 'CardDeclined', 'exception.message': 'no funds' };
    assert.equal(exceptionOf({ body: 'payment failed', attributes: exception }), 'CardDeclined: no funds');
    assert.equal(exceptionOf({ message: 'payment failed', ...exception }), 'CardDeclined: no funds');
    assert.equal(
      exceptionOf({ body: 'x', attributes: { 'exception.type': 'CardDeclined' } }),
      'CardDeclined',
    );
    assert.equal(exceptionOf({ body: 'x', attributes: { 'exception.message': 'no funds' } }), 'no funds');
    assert.equal(
      exceptionOf({ body: 'failed with CardDeclined: no funds', attributes: exception }),
      undefined,
    );
    assert.equal(exceptionOf({ body: 'x', attributes: { 'exception.type': 7 } }), undefined);
  });

  it('reads a body that is an error by its type and message', () => {
    const body = { type: 'TypeError', message: 'x is not a function', stacktrace: 'TypeError: x\n    at f' };
    assert.equal(readEvent(JSON.stringify({ body })).text, 'TypeError: x is not a function');
    assert.equal(readEvent('{"body":{"stacktrace":7}}').text, '{"stacktrace":7}');
  });

  it('reads the format flat, whose level is what the logger calls it', () => {
    const levels = ['fatal', 'crit', 'ERROR', 'warning', 'notice', 'http', 'verbose', 'silly', 'odd'];
    assert.deepEqual(
      levels.map((level) => readEvent(JSON.stringify({ level, message: 'm' })).level),
      ['fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug', 'trace', 'none'],
    );
  });

  it('maps all severity numbers to levels', () => {
    assert.deepEqual([1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24].map(levelOf), [
      'trace',
      'trace',
      'debug',
      'debug',
      'info',
      'info',
      'warn',
      'warn',
      'error',
      'error',
      'fatal',
      'fatal',
    ]);
    assert.deepEqual([0, 25, 1.5].map(levelOf), ['none', 'none', 'trace']);
  });

  it('shows the raw text of an event that is nested too deeply', () => {
    const body = '['.repeat(20_000) + ']'.repeat(20_000);
    const deep = `{"body":${body}}`;
    // Newer versions of V8 write any depth.
    assert.equal(readEvent(deep).text, canWrite(body) ? body : deep);
  });

  it('cuts long levels, trace ids and logger names', () => {
    const long = 'x'.repeat(100_000);
    const { levelText, traceId, scope } = readEvent(
      JSON.stringify({ severityText: long, traceId: long, scope: { name: long } }),
    );
    assert.deepEqual([levelText.length, traceId?.length, scope?.length], [64, 64, 64]);
  });

  it('treats any other event as text', () => {
    for (const message of ['plain', '{not json', '[1]', '"x"', 'null', '{"a":1}']) {
      assert.deepEqual(readEvent(message), { level: 'none', levelText: '', text: message });
    }
    assert.equal(readEvent('{"body":{"a":1},"level":3}').text, '{"a":1}');
  });
});

describe('eventLine', () => {
  it('fits an event on one line, cut between characters', () => {
    const terminal = createTerminal({ columns: 60, write: () => undefined }, { write: () => undefined }, {});
    const event = { level: 'info', levelText: 'INFO', text: `line\nbreak ${'👩‍👩‍👧 '.repeat(30)}` } as const;
    const line = eventLine(terminal, '12:00:00.000', event, 'trace   ');
    assert.match(line, /^12:00:00\.000 {2}info {3}trace {5}line break (👩‍👩‍👧 )+/u);
    assert.match(line, /…$/);
    assert.ok(!line.includes('\n'));
  });

  it('ends with the exception, which a long text does not push out', () => {
    const terminal = createTerminal({ columns: 80, write: () => undefined }, { write: () => undefined }, {});
    const line = (text: string, exception: string): string =>
      eventLine(terminal, '12:00:00.000', { level: 'error', levelText: 'ERROR', text, exception }, 'trace');
    assert.match(line('failed', 'CardDeclined: no\nfunds'), / {2}failed {2}CardDeclined: no funds$/);
    assert.match(line('x'.repeat(100), 'CardDeclined: no funds'), / {2}x+… {2}CardDeclined: no funds$/);
    const both = line('x'.repeat(100), 'y'.repeat(100));
    assert.match(both, / {2}x+… {2}y+…$/);
    assert.equal(both.length, 80);
  });

  it('shows the end of a stream name, in the same width for all', () => {
    const names = ['host-1.internal.example/checkout/42', 'a', 'b\u001B[2J'].map(shortStream);
    assert.deepEqual(names, ['…nal.example/checkout/42', 'a'.padEnd(24), 'b\uFFFD[2J'.padEnd(24)]);
  });

  it('escapes control sequences in every part of an event, such as the level or the trace', () => {
    const lines: string[] = [];
    const terminal = createTerminal(
      { write: (text: string) => lines.push(text) },
      { write: () => undefined },
      {},
    );
    const hostile = '\u001B[2J\u001B]0;x\u0007';
    const event = readEvent(JSON.stringify({ severityText: hostile, body: hostile, traceId: hostile }));
    terminal.print(eventLine(terminal, '12:00:00.000', event, shortTrace(event.traceId)));
    // oxlint-disable-next-line no-control-regex -- control characters are what it is about
    assert.doesNotMatch(lines.join('').trimEnd(), /[\u0000-\u001F]/);
  });
});

function canWrite(json: string): boolean {
  try {
    return JSON.stringify(JSON.parse(json)) === json;
  } catch {
    return false;
  }
}
