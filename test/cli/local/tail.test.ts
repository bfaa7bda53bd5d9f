import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createTail } from '../../../src/cli/local/tail.js';
import type { Terminal } from '../../../src/cli/command/terminal.js';
import { messageOf } from '../../page/helpers.js';

const STREAM = { logGroupName: '/g', logStreamName: 'stream-one' };
const VIOLATION = { rule: 'batch order', message: 'not in order', action: 'PutLogEvents', time: 5 } as const;
const HOSTILE = 'a\u001B[2J\nb';

/** A tail with the lines that it prints; a style stands as its name before the text. */
function setUp() {
  const lines: string[] = [];
  const terminal: Terminal = {
    columns: 200,
    isLive: false,
    print: (line = '') => void lines.push(line),
    live: () => assert.fail(),
    note: () => assert.fail(),
    style: (style, text) => (style === 'red' ? `red:${text}` : text),
  };
  return { tail: createTail(terminal), lines };
}

function events(...bodies: readonly string[]) {
  return bodies.map((body) => ({ timestamp: 1_000, message: messageOf({ body, traceId: 'abcdef0123' }) }));
}

function linesOf(count: number): string[] {
  const { tail, lines } = setUp();
  tail.stored(STREAM, events(...Array.from({ length: count }, (_, index) => `number ${index}`)));
  return lines;
}

describe('tail', () => {
  it('prints an event on a line: time, level, start of the trace, text', () => {
    const { tail, lines } = setUp();
    tail.stored(STREAM, events(HOSTILE));
    assert.deepEqual(lines, ['00:00:01.000  info   abcdef01  a\uFFFD[2J b']);
  });

  it('names the stream of each event as soon as there are two streams, also of another group', () => {
    const others = [{ logStreamName: 'stream-two' }, { logGroupName: '/h' }];
    for (const other of others) {
      const { tail, lines } = setUp();
      tail.stored(STREAM, events('one'));
      tail.stored(STREAM, events('two'));
      tail.stored({ ...STREAM, ...other }, events('three'));
      tail.stored(STREAM, events('four'));
      const named = lines.map((line) => line.includes(' stream-'));
      assert.deepEqual(named, [false, false, true, true]);
    }
  });

  it('prints the first events of a burst, and how many more there are', () => {
    const most = linesOf(100_000).length - 1;
    assert.deepEqual(linesOf(most), linesOf(most + 1).slice(0, most));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 * most }), (count) => {
        const lines = linesOf(count);
        assert.equal(lines.length, Math.min(count, most + 1));
        const [, more = 0] = /^\.\.\. and (\d+) more in this call$/.exec(lines.at(-1) ?? '') ?? [];
        assert.equal(Number(more), Math.max(0, count - most));
      }),
      { numRuns: 30, examples: [[most], [most + 1]] },
    );
  });

  it('prints rejected events in red, with their number and the rule', () => {
    const { tail, lines } = setUp();
    tail.rejected(STREAM, 'expired', events('old', 'older'));
    assert.match(lines.join('\n'), /^red:rejected 2 events of \/g stream-one: expired, .*retention.*$/);
  });

  it('prints a broken rule in red, with the names that the call had', () => {
    const { tail, lines } = setUp();
    tail.violated(VIOLATION);
    tail.violated({ ...VIOLATION, logGroupName: '/g' });
    tail.violated({ ...VIOLATION, ...STREAM });
    const said = 'broke "batch order": not in order';
    const wheres = ['', ' of /g', ' of /g stream-one'];
    assert.deepEqual(
      lines,
      wheres.map((where) => `red:violation PutLogEvents${where} ${said}`),
    );
  });

  it('lets no name or message send control sequences to the terminal', () => {
    const { tail, lines } = setUp();
    const names = { logGroupName: HOSTILE, logStreamName: HOSTILE };
    tail.stored(STREAM, events('one'));
    tail.stored(names, events('two'));
    tail.rejected(names, 'tooOld', events('old'));
    tail.violated({ ...VIOLATION, ...names, message: HOSTILE, action: HOSTILE });
    assert.equal(lines.length, 4);
    for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
  });
});
