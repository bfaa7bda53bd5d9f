import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DECLARATION =
  /(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?export (?:declare )?(?:class|function|interface|type|const) (\w+)/gs;

/** The names that an entry of the package exports, by its report. */
function exportedBy(report: string): string[] {
  const text = readFileSync(`docs/api/${report}.api.md`, 'utf8');
  return Array.from(text.matchAll(/^export (?:class|function|interface|type|const) (\w+)/gm)).map(
    ([, name = '']) => name,
  );
}

/** The comments of what the sources export, by name; of two with one name the one with `@since` counts. */
function comments(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const [, comment = '', name = ''] of readFileSync(join('src', file), 'utf8').matchAll(DECLARATION))
      if (!found.get(name)?.includes('@since')) found.set(name, comment);
  }
  return found;
}

describe('The docstrings', () => {
  it('of everything exported say what it is, and since which version', () => {
    const byName = comments();
    for (const name of ['index', 'local-server'].flatMap(exportedBy))
      assert.match(byName.get(name) ?? '', /\w.*@since \d+\.\d+\.\d+/s, name);
  });
});
