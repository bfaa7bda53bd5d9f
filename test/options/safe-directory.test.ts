import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restore, stub } from 'sinon';
import { CloudWatchLogRecordExporter } from '../../src/index.js';
import { readEnvironment } from '../../src/options/environment.js';
import {
  checkDirectory,
  FOLDER,
  UnsafeDirectoryError,
  whyNotSafe,
} from '../../src/options/safe-directory.js';
import { describeWithSqlite } from '../durable/helpers/with-sqlite.js';
import { lineOf } from '../helpers/message.js';

const VARIABLE = 'OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY';
let directory: string;

/** A link to a directory of the current user. */
function makeLink(path: string): string {
  mkdirSync(join(directory, 'real'));
  symlinkSync(join(directory, 'real'), path);
  return path;
}

function setUp(): void {
  directory = mkdtempSync(join(tmpdir(), 'cwl-safe-'));
}

function tearDown(): void {
  restore();
  rmSync(directory, { recursive: true, force: true });
}

describe('safe-directory: checkDirectory', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  it('accepts a directory of the current user, and throws for any other', () => {
    assert.doesNotThrow(() => checkDirectory(directory, statSync(directory)));
    stub(process, 'geteuid').returns(statSync(directory).uid + 4_242);
    assert.throws(() => checkDirectory(directory, statSync(directory)), UnsafeDirectoryError);
  });
});

describe('safe-directory: whyNotSafe', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  it('accepts a directory of the current user, and a missing one, and creates nothing', () => {
    mkdirSync(join(directory, 'own', FOLDER), { recursive: true });
    for (const name of ['own', 'missing']) assert.equal(whyNotSafe(join(directory, name)), undefined);
    assert.deepEqual(readdirSync(directory), ['own']);
  });

  it('names a link, a file and another user, for the directory and for the folder in it', () => {
    assert.match(whyNotSafe(makeLink(join(directory, 'link'))) ?? '', /link" is a symbolic link$/);
    symlinkSync(join(directory, 'real'), join(directory, FOLDER));
    assert.match(whyNotSafe(directory) ?? '', /is a symbolic link$/);
    writeFileSync(join(directory, 'file'), '');
    assert.match(whyNotSafe(join(directory, 'file')) ?? '', /is a file$/);
    writeFileSync(join(directory, 'real', FOLDER), '');
    assert.match(whyNotSafe(join(directory, 'real')) ?? '', /is a file$/);
    rmSync(join(directory, 'real', FOLDER));
    mkdirSync(join(directory, 'real', FOLDER));
    stub(process, 'geteuid').returns(statSync(directory).uid + 4_242);
    assert.match(whyNotSafe(join(directory, 'real')) ?? '', /belongs to another/);
  });

  it('leaves refusals of the file system to the outbox', () => {
    assert.equal(whyNotSafe('x'.repeat(5_000)), undefined);
  });
});

describeWithSqlite('safe-directory', import.meta.url, () => {
  const { env } = process;
  beforeEach(setUp);
  afterEach(() => {
    tearDown();
    process.env = env;
  });

  it('is ignored with a warning, and events wait in memory', async () => {
    const link = makeLink(join(directory, 'link'));
    const messages: string[] = [];
    const { outbox } = readEnvironment(
      { [VARIABLE]: link },
      (message) => void messages.push(lineOf(message)),
    );
    assert.equal(outbox?.directory, undefined);
    assert.match(
      messages.join(),
      /OUTBOX_DIRECTORY.*expected a directory of our own user, but .* is a symbolic link/,
    );

    process.env = { ...env, [VARIABLE]: link };
    await new CloudWatchLogRecordExporter().shutdown();
    assert.deepEqual(readdirSync(join(directory, 'real')), []);
  });

  it('makes the constructor throw if the code sets it', () => {
    const link = makeLink(join(directory, 'link'));
    assert.throws(
      () => new CloudWatchLogRecordExporter({ outbox: { directory: link } }),
      /is a symbolic link/,
    );
  });
});
