import assert from 'node:assert/strict';
import { createProgress } from '../../../src/cli/demo/progress.js';
import { createTerminal } from '../../../src/cli/command/terminal.js';

describe('progress', () => {
  it('fits on one line of any width: a wrapped line could not be replaced', () => {
    for (const columns of [40, 60, 200]) {
      const lines: string[] = [];
      const output = { isTTY: true, columns, write: (text: string) => lines.push(text) };
      const terminal = createTerminal(output, output, { NO_COLOR: '1' });
      createProgress(terminal, () => 99_999).show('away', 0);
      const [line = ''] = lines;
      assert.match(line, /99,999 in the outbox$/);
      assert.ok(line.replace('\r\u001B[2K', '').length < columns, line);
    }
  });
});
