import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restore, stub } from 'sinon';
import { FOLDER, UnsafeDirectoryError } from '../../../src/options/safe-directory.js';
import {
  bytesAside,
  hasFiles,
  listFiles,
  openFolder,
  renameAside,
} from '../../../src/outbox/journal/directory.js';

describe('directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'cwl-folder-'));
  });
  afterEach(() => {
    restore();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is created with its parents, with access for this user only', () => {
    const folder = openFolder(join(directory, 'a', 'b'));
    assert.equal(folder, join(directory, 'a', 'b', FOLDER));
    for (const path of [folder, join(directory, 'a')]) assert.equal(statSync(path).mode & 0o777, 0o700);
  });

  it('loses the permissions of other users', () => {
    mkdirSync(join(directory, FOLDER));
    chmodSync(join(directory, FOLDER), 0o777);
    assert.equal(statSync(openFolder(directory)).mode & 0o777, 0o700);
  });

  it('is refused if it, or the directory, is a symbolic link', () => {
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), join(directory, 'link'));
    refuses(join(directory, 'link'), /"[^"]+link" is a symbolic link/);
    mkdirSync(join(directory, 'x'));
    symlinkSync(join(directory, 'real'), join(directory, 'x', FOLDER));
    refuses(join(directory, 'x'), /is a symbolic link/);
  });

  it('is refused if it belongs to another user, or if the directory does, except root', () => {
    const user = statSync(directory).uid;
    openFolder(directory);
    stub(process, 'geteuid').returns(user + 4_242);
    // As root the directory may belong to another user; the folder in it may not.
    refuses(directory, new RegExp(`uid ${user + 4_242}\\), but .* belongs to another \\(uid ${user}\\)`));
  });

  it('is refused if a file has its name', () => {
    writeFileSync(join(directory, FOLDER), '');
    refuses(directory, /is a file/);
  });

  it('reports the error of the file system, which may be temporary', () => {
    assert.throws(
      () => openFolder('/proc/outbox'),
      (error) => error instanceof Error && !(error instanceof UnsafeDirectoryError),
    );
  });

  it('is refused below a file, and where it cannot be made', () => {
    writeFileSync(join(directory, 'file'), '');
    for (const path of [join(directory, 'file', 'a'), join(directory, 'file', 'a', 'b')]) {
      assert.throws(() => openFolder(path), { code: /^(ENOTDIR|ENOENT|EEXIST)$/ });
    }
  });

  it('has files if there is one with the name of our files', () => {
    assert.equal(hasFiles(directory), false);
    const folder = openFolder(directory);
    writeFileSync(join(folder, '1.sqlite.damaged-1'), '');
    assert.equal(hasFiles(directory), false);
    writeFileSync(join(folder, '1.sqlite'), '');
    assert.equal(hasFiles(directory), true);
  });

  it('reports a log that cannot be renamed with its file', () => {
    const folder = openFolder(directory);
    writeFileSync(join(folder, '1.sqlite'), '');
    writeFileSync(join(folder, '1.sqlite-wal'), '');
    mkdirSync(join(folder, '1.sqlite.damaged-1-wal'));
    assert.throws(() => renameAside(join(folder, '1.sqlite'), 'damaged-1'), {
      code: /^(EISDIR|EPERM|EEXIST|EACCES)$/,
    });
  });

  it('keeps renamed files with their logs, and counts them', () => {
    const folder = openFolder(directory);
    for (const name of ['2.sqlite', '2.sqlite-wal', '1.sqlite']) writeFileSync(join(folder, name), 'four');
    assert.deepEqual(listFiles(folder), ['1.sqlite', '2.sqlite']);
    assert.equal(bytesAside(folder), 0);
    assert.equal(renameAside(join(folder, '2.sqlite'), 'damaged-1'), join(folder, '2.sqlite.damaged-1'));
    assert.deepEqual(listFiles(folder), ['1.sqlite']);
    assert.equal(bytesAside(folder), 8);
  });
});

function refuses(path: string, why: RegExp): void {
  assert.throws(
    () => openFolder(path),
    (error) => error instanceof UnsafeDirectoryError && why.test(error.message),
  );
}
