import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCodes } from '../../scripts/docs-troubleshooting.mjs';
import { MESSAGES } from '../../src/messages/table.js';

const PAGE = readFileSync('docs/troubleshooting.md', 'utf8');

/** All of `src` except the table itself. */
const SOURCE = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('messages'))
  .map((path) => readFileSync(join('src', path), 'utf8'))
  .join('\n');

describe('table: MESSAGES', () => {
  for (const [code, { text, cause, fix }] of Object.entries(MESSAGES)) {
    it(`has ${code} in whole sentences, and the exporter uses it`, () => {
      assert.match(code, /^CWL_[A-Z]+(_[A-Z]+)*$/);
      assert.match(cause, /^[A-Z].*\.$/);
      assert.notEqual(text, '');
      if (fix !== '') assert.match(fix, /^([A-Z].*|\{order\})$/);
      assert.match(SOURCE, new RegExp(`'${code}'|\\.${code}\\b`));
    });
  }

  it('has every code that the exporter names', () => {
    for (const [code] of SOURCE.matchAll(/\bCWL_[A-Z_]+\b/g)) {
      assert.ok(code in MESSAGES, code);
    }
  });

  it('has no placeholder for a body, an attribute or a secret of a record', () => {
    const facts = Object.values(MESSAGES).flatMap(({ text, fix }) =>
      Array.from(`${text} ${fix}`.matchAll(/\{(\w+)\}/g), ([, name]) => name),
    );
    for (const name of facts) assert.doesNotMatch(name ?? '', /body|attribute|secret|token|password/i);
  });

  it('is what docs/troubleshooting.md says', () => assert.equal(PAGE, withCodes(PAGE)));
});
