import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restore, stub } from 'sinon';
import { FOLDER, UnsafeDirectoryError } from '../../../../src/options/safe-directory.js';
import {
  bytesAside,
  listFiles,
  openFolder,
  setAside,
} from '../../../../src/outbox/journal/spool/directory.js';

describe('the folder of a durable outbox', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'cwl-folder-'));
  });
  afterEach(() => {
    restore();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is made with all that is above it, for us alone', () => {
    const folder = openFolder(join(directory, 'a', 'b'));
    assert.equal(folder, join(directory, 'a', 'b', FOLDER));
    for (const path of [folder, join(directory, 'a')]) assert.equal(statSync(path).mode & 0o777, 0o700);
  });

  it('is taken from others who may read it', () => {
    mkdirSync(join(directory, FOLDER));
    chmodSync(join(directory, FOLDER), 0o777);
    assert.equal(statSync(openFolder(directory)).mode & 0o777, 0o700);
  });

  it('is refused where it, or the directory, is a symbolic link', () => {
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), join(directory, 'link'));
    refuses(join(directory, 'link'), /"[^"]+link" is a symbolic link/);
    mkdirSync(join(directory, 'x'));
    symlinkSync(join(directory, 'real'), join(directory, 'x', FOLDER));
    refuses(join(directory, 'x'), /is a symbolic link/);
  });

  it("is refused where it is another user's, and where the directory is, but for root's", () => {
    const user = statSync(directory).uid;
    openFolder(directory);
    stub(process, 'geteuid').returns(user + 4_242);
    // As root the directory may be root's; the folder in it may not.
    refuses(directory, new RegExp(`uid ${user + 4_242}\\), but .* belongs to another \\(uid ${user}\\)`));
  });

  it('is refused where a file has its name', () => {
    writeFileSync(join(directory, FOLDER), '');
    refuses(directory, /is a file/);
  });

  it('says what the file system says, where that may pass', () => {
    assert.throws(
      () => openFolder('/proc/outbox'),
      (error) => error instanceof Error && !(error instanceof UnsafeDirectoryError),
    );
  });

  it('keeps what is set aside out of the way, with its log, and counts it', () => {
    const folder = openFolder(directory);
    for (const name of ['2.sqlite', '2.sqlite-wal', '1.sqlite']) writeFileSync(join(folder, name), 'four');
    assert.deepEqual(listFiles(folder), ['1.sqlite', '2.sqlite']);
    assert.equal(bytesAside(folder), 0);
    assert.equal(setAside(join(folder, '2.sqlite'), 'damaged-1'), join(folder, '2.sqlite.damaged-1'));
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
