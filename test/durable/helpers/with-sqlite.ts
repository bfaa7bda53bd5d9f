import { execFile } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NODE_WITH_SQLITE } from '../../helpers/node-with-sqlite.js';

const run = promisify(execFile);

/**
 * Runs tests that need node:sqlite. If this version of Node has none, all tests of the file run in another version
 * that has it, and count as one test here, which fails with their output.
 */
export function describeWithSqlite(name: string, url: string, describeTests: () => void): void {
  if (isBuiltin('node:sqlite')) {
    describe(name, describeTests);
    return;
  }
  it(`${name}: every test of it passes on a Node with SQLite`, async function () {
    // Each of them has its own limit.
    this.timeout(0);
    const mocha = 'node_modules/mocha/bin/mocha.js';
    let said: string;
    try {
      said = (await run(NODE_WITH_SQLITE, [mocha, fileURLToPath(url)])).stdout;
    } catch (error) {
      said = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    }
    if (!/^\s+\d+ passing/m.test(said) || /^\s+\d+ failing/m.test(said)) throw new Error(said);
  });
}
