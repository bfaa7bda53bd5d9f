import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { EXIT, readArgs, UsageError } from '../../../src/cli/command/command.js';

const OPTIONS = {
  group: { type: 'string', default: '/otel' },
  create: { type: 'boolean' },
} as const;

/** The message of the usage error. */
function problemOf(args: readonly string[], maxWords?: number): string {
  try {
    readArgs(args, OPTIONS, maxWords);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  return assert.fail('it was accepted');
}

describe('command', () => {
  it('reads options and words in any order, and fills in defaults', () => {
    const { values, positionals } = readArgs(['one', '--create', 'two', '--group=/a b'], OPTIONS, 2);
    assert.deepEqual({ ...values }, { group: '/a b', create: true });
    assert.deepEqual(positionals, ['one', 'two']);
    assert.deepEqual({ ...readArgs([], OPTIONS).values }, { group: '/otel' });
  });

  it('takes what follows two dashes as words', () => {
    assert.deepEqual(readArgs(['--', '--create'], OPTIONS, 1).positionals, ['--create']);
  });

  it('refuses an option that it does not know, one without its value, and a value for a switch', () => {
    assert.match(problemOf(['--grupp', '/a']), /--grupp/);
    assert.match(problemOf(['-x']), /-x/);
    assert.match(problemOf(['--group']), /--group/);
    assert.match(problemOf(['--group', '--create']), /--group/);
    assert.match(problemOf(['--create=yes']), /--create/);
  });

  it('accepts no word unless a command allows it', () => {
    assert.match(problemOf(['surplus']), /surplus/);
  });

  it('accepts as many words as are allowed, and names the first one that is too many', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), fc.integer({ min: 1, max: 5 }), (words, most) => {
        if (words.length <= most) assert.deepEqual(readArgs(words, OPTIONS, most).positionals, words);
        else assert.ok(problemOf(words, most).startsWith(`"${words[most]}"`));
      }),
    );
  });

  it('has another exit code for each end, and 0 only for success', () => {
    const codes = Object.values(EXIT);
    assert.equal(new Set(codes).size, codes.length);
    assert.deepEqual(
      codes.filter((code) => code === 0),
      [EXIT.ok],
    );
  });
});
