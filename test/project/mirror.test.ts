import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { transformSync } from 'esbuild';

const PLACES = readdirSync('src').filter((place) => /^[^.]+(?:\.ts)?$/.test(place));

/** Every file of TypeScript or JavaScript in a folder, or the file itself. */
function filesIn(root: string, place: string): string[] {
  if (place.endsWith('.ts')) return [place];
  return readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
    .map((path) => join(place, path))
    .filter((path) => /\.[jt]s$/.test(path));
}

const testOf = (source: string): string => join('test', source.replace(/\.[jt]s$/, '.test.ts'));
/** Rules for any input may have a file of their own beside the test of the module. */
function sourceOf(test: string): string {
  const path = join('src', test.replace(/(?:\.property)?\.test\.ts$/, ''));
  return existsSync(`${path}.js`) ? `${path}.js` : `${path}.ts`;
}

/** The texts of a source that esbuild has written. */
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`$]*`/g;

/** Files with only types, constants and texts have nothing to test. */
function hasCode(path: string): boolean {
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts' });
  return /=>|\bfunction\b|\bclass\b/.test(code.replaceAll(TEXT, ''));
}

/** The titles at the top of a test: the name of its module, and after a colon or a comma what is special. */
function titlesIn(test: string): string[] {
  const titles = readFileSync(test, 'utf8').matchAll(/^describe\w*\(\s*(['"`])(.*?)\1/gm);
  return Array.from(titles, ([, , title = '']) => title);
}

const isNamed = (title: string, name: string): boolean => title.split(/[:,]/)[0] === name;

describe('The tests', () => {
  for (const place of PLACES) {
    it(`mirror src/${place} file by file`, () => {
      const untested = filesIn('src', place).filter(
        (path) => hasCode(join('src', path)) && !existsSync(testOf(path)),
      );
      assert.deepEqual(untested, []);
      if (place.endsWith('.ts') || !existsSync(join('test', place))) return;
      const tests = filesIn('test', place).filter((path) => path.endsWith('.test.ts'));
      assert.deepEqual(
        tests.filter((path) => !existsSync(sourceOf(path))),
        [],
        'what tests several files together stands in a folder of its own',
      );
    });
  }

  it('stand outside of folders only for files that do', () => {
    const loose = readdirSync('test').filter((path) => path.endsWith('.test.ts'));
    assert.deepEqual(
      loose.filter((path) => !existsSync(sourceOf(path))),
      [],
    );
  });

  it('are named after their module', () => {
    const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.test.ts') && existsSync(sourceOf(path)),
    );
    assert.ok(tests.length > 200, `${tests.length} tests`);
    const others = tests.flatMap((path) => {
      const titles = titlesIn(join('test', path));
      if (titles.length === 0) return `${path}: no title`;
      const name = parse(sourceOf(path)).name;
      return titles.filter((title) => !isNamed(title, name)).map((title) => `${path}: ${title}`);
    });
    assert.deepEqual(others, []);
  });
});
