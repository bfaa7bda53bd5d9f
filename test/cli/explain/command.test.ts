import assert from 'node:assert/strict';
import { MESSAGES } from '../../../src/messages/table.js';
import { runCli } from '../helpers/packed.js';

describe('command: explain', () => {
  it('prints the text of a code, its cause and what to do', async () => {
    const { code, stdout, stderr } = await runCli(['explain', 'cwl_access_denied']);
    const { text, cause, fix } = MESSAGES.CWL_ACCESS_DENIED;
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(
      stdout,
      `${text}\n\nCause: ${cause}\n\nWhat to do: ${fix}\n\nA message has names and values in place of {braces}.\n`,
    );
  });

  it('lists all codes', async () => {
    const { code, stdout } = await runCli(['explain']);
    assert.equal(code, 0);
    for (const name of Object.keys(MESSAGES)) assert.ok(stdout.includes(`${name}\n`), name);
  });

  it('suggests the closest code for one that it does not know', async () => {
    const { code, stdout, stderr } = await runCli(['explain', 'CWL_ACCES_DENIED']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^CWL_USAGE: .*CWL_ACCESS_DENIED/);
  });
});
