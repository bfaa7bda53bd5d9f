import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOnce } from './make-once.js';

const run = promisify(execFile);

describe('make-once', () => {
  let folder: string;
  let path: string;
  let log: string;
  const make = (): void => {
    writeFileSync(log, 'made\n', { flag: 'a' });
    writeFileSync(path, '');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'make-once-'));
    [path, log] = [join(folder, 'file'), join(folder, 'log')];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets one of several processes make it, while the others wait', async () => {
    const script = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { makeOnce } from ${JSON.stringify(new URL('make-once.ts', import.meta.url).href)};
      const [, path, log, started] = process.argv;
      writeFileSync(started, '.', { flag: 'a' });
      makeOnce(path, () => {
        writeFileSync(log, 'made\\n', { flag: 'a' });
        while (readFileSync(started).length < 3);
        writeFileSync(path, '');
      });`;
    const started = join(folder, 'started');
    const args = ['--import=tsx', '--input-type=module', '--eval', script, path, log, started];
    await Promise.all([1, 2, 3].map(() => run(process.execPath, args)));

    assert.equal(readFileSync(log, 'utf8'), 'made\n');
    assert.ok(!existsSync(`${path}.lock`));
  });

  it('makes nothing that exists', () => {
    writeFileSync(path, '');
    makeOnce(path, make);
    assert.ok(!existsSync(log));
  });

  it('takes over the lock of a process that has ended', async () => {
    const { stdout: pid } = await run(process.execPath, ['-p', 'process.pid']);
    writeFileSync(`${path}.lock`, pid.trim());
    makeOnce(path, make);
    assert.equal(readFileSync(log, 'utf8'), 'made\n');
  });

  it('takes over a lock that is too old, whichever process has its pid now', () => {
    writeFileSync(`${path}.lock`, String(process.pid));
    utimesSync(`${path}.lock`, 0, 0);
    makeOnce(path, make);
    assert.equal(readFileSync(log, 'utf8'), 'made\n');
  });

  it('leaves no lock after a failure, and reports the error', () => {
    assert.throws(
      () =>
        makeOnce(path, () => {
          throw new Error('no network');
        }),
      /no network/,
    );
    makeOnce(path, make);
    assert.ok(existsSync(path));
  });
});
