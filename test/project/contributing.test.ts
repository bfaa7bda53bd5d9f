import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** npm runs these on its own, before the script of their name or before it packs. */
const RUN_BY_NPM = /^(?:pre|post)/;

describe('CONTRIBUTING.md', () => {
  it('lists each script of package.json, once, and no other', () => {
    const rows = readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `npm (?:run )?([\w:]+)` \|/gm);
    const listed = Array.from(rows, ([, name = '']) => name);
    const known = Object.keys(scripts).filter((name) => !RUN_BY_NPM.test(name));
    assert.deepEqual(listed.toSorted(), known.toSorted());
  });

  it('is linked from the README, as the security policy is', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const page of ['CONTRIBUTING.md', 'SECURITY.md']) assert.ok(readme.includes(`](${page})`), page);
  });
});
