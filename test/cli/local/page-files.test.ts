import assert from 'node:assert/strict';
import { PAGE_FILES } from '../../../src/cli/local/page-files.js';

const NAMES = Object.keys(PAGE_FILES);

/** The names that a file refers to: in HTML the files of the page, in a module what it imports. */
function referencesOf(name: string): string[] {
  const pattern = name.endsWith('.html') ? /(?:href|src)="([\w-]+\.\w+)"/g : /^import .* from '\.\/(.+)';$/gm;
  return Array.from(PAGE_FILES[name]!.matchAll(pattern), ([, file = '']) => file);
}

describe('page-files', () => {
  it('have every file that the page loads, directly or by an import, and no other', () => {
    const loaded = new Set(['index.html']);
    // A file that is added while this runs is visited, too.
    for (const name of loaded) {
      assert.ok(name in PAGE_FILES, name);
      for (const file of referencesOf(name)) loaded.add(file);
    }
    assert.deepEqual([...loaded].toSorted(), NAMES.toSorted());
  });

  it('are only what a browser reads', () => {
    assert.deepEqual(new Set(NAMES.map((name) => name.split('.').at(-1))), new Set(['html', 'css', 'js']));
  });

  it('are texts in UTF-8', () => {
    for (const name of NAMES) {
      assert.notEqual(PAGE_FILES[name]?.trim(), '', name);
      assert.ok(!PAGE_FILES[name]?.includes('\uFFFD'), name);
    }
  });
});
