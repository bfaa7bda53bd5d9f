import assert from 'node:assert/strict';
import { printable } from '../../../src/cli/command/printable.js';
import { createTerminal, type Terminal } from '../../../src/cli/command/terminal.js';

interface Spoken {
  readonly terminal: Terminal;
  readonly out: () => string;
}

function speak(isTTY: boolean, env: Readonly<Record<string, string>> = {}): Spoken {
  let said = '';
  const output = { isTTY, columns: 80, write: (text: string) => (said += text) };
  return { terminal: createTerminal(output, output, env), out: () => said };
}

const RED = '\u001B[31mno\u001B[39m';

describe('terminal', () => {
  it('uses colors on a terminal, unless NO_COLOR is set', () => {
    assert.equal(speak(true).terminal.style('red', 'no'), RED);
    assert.equal(speak(true, { NO_COLOR: '' }).terminal.style('red', 'no'), RED);
    assert.equal(speak(true, { NO_COLOR: '1' }).terminal.style('red', 'no'), 'no');
    assert.equal(speak(true, { TERM: 'dumb' }).terminal.style('red', 'no'), 'no');
    assert.equal(speak(false).terminal.style('red', 'no'), 'no');
  });

  it('replaces a live line with the next one on a terminal, and prints no live lines elsewhere', () => {
    const live = speak(true);
    live.terminal.live('1');
    live.terminal.live('2');
    live.terminal.print('done');
    live.terminal.print('more');
    assert.equal(live.out(), '\r\u001B[2K1\r\u001B[2K2\r\u001B[2Kdone\nmore\n');

    const plain = speak(false);
    plain.terminal.live('1');
    plain.terminal.print('done');
    assert.equal(plain.out(), 'done\n');
  });

  it('escapes control sequences in text from outside', () => {
    assert.equal(printable('a\u001B[2Jb\nc\u202Ed'), 'a\uFFFD[2Jb c\uFFFDd');
  });
});
