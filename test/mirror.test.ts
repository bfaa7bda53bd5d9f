import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

/** Folders of `src` whose files each have a test of their name. */
const MIRRORED = [
  'deliver',
  'dispatch',
  'encode',
  'events',
  'exit',
  'ingest',
  'lambda',
  'options',
  'outbox',
  'route',
  'telemetry',
  'util',
];

/** Files with only types and constants have nothing to test. */
function hasCode(path: string): boolean {
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts' });
  return /=>|\bfunction\b|\bclass\b/.test(code);
}

function untested(folder: string): string[] {
  return readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && hasCode(join('src', folder, path)))
    .map((path) => join('test', folder, path.replace(/\.ts$/, '.test.ts')))
    .filter((path) => !existsSync(path));
}

describe('The tests', () => {
  for (const folder of MIRRORED) {
    it(`mirror src/${folder} file by file`, () => assert.deepEqual(untested(folder), []));
  }
});
