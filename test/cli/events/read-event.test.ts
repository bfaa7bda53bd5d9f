import assert from 'node:assert/strict';
import { readEvent } from '../../../src/cli/events/read-event.js';

function levelOf(severityNumber: number): string {
  return readEvent(JSON.stringify({ severityNumber })).level;
}

function exceptionOf(event: object): string | undefined {
  return readEvent(JSON.stringify(event)).exception;
}

describe('read-event', () => {
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
    assert.equal(exceptionOf({ message: 'x', ...exception, attributes: ['u'] }), 'CardDeclined: no funds');
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

  it('cuts no emoji in half', () => {
    const long = `x${'😀'.repeat(1_000)}`;
    const { levelText, traceId, exception } = readEvent(
      JSON.stringify({ level: long, traceId: long, message: 'm', 'exception.message': long }),
    );
    for (const text of [levelText, traceId, exception]) assert.match(text ?? '', /^x(?:😀){10,}$/u);
  });

  it('treats any other event as text', () => {
    for (const message of ['plain', '{not json', '[1]', '"x"', 'null', '{"a":1}']) {
      assert.deepEqual(readEvent(message), { level: 'none', levelText: '', text: message });
    }
    assert.equal(readEvent('{"body":{"a":1},"level":3}').text, '{"a":1}');
  });
});

function canWrite(json: string): boolean {
  try {
    return JSON.stringify(JSON.parse(json)) === json;
  } catch {
    return false;
  }
}
