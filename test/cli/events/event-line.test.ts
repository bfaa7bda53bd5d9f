import assert from 'node:assert/strict';
import { eventLine, shortStream, shortTrace } from '../../../src/cli/events/event-line.js';
import { readEvent } from '../../../src/cli/events/read-event.js';
import { createTerminal } from '../../../src/cli/command/terminal.js';

describe('event-line', () => {
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
