import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../../../src/messages/message.js';
import type { Owner } from '../../../../src/outbox/journal/protocol.js';
import { openFolder } from '../../../../src/outbox/journal/directory.js';
import { VERSION } from '../../../../src/outbox/journal/spool/open-journal-file.js';
import { createLeftOverSearch } from '../../../../src/outbox/journal/spool/left-over-search.js';
import { loadSqlite } from '../../../../src/outbox/journal/spool/sqlite.js';
import { damageFile, damageTable } from '../../../durable/helpers/damage.js';
import { temporaryDirectory } from '../../../durable/helpers/service.js';
import { describeWithSqlite } from '../../../durable/helpers/with-sqlite.js';
import { lineOf } from '../../../helpers/message.js';
import { inTransaction, leaveFile, makeFile, openFiles, rowOf } from './helpers.js';

const OWNER: Owner = { endpoint: 'https://x', region: 'r', account: 'a' };
const NOW = 1_000_000_000;

function setUp(directory: string) {
  const { files, reported } = openFiles(directory);
  const failed: string[] = [];
  const search = createLeftOverSearch(
    {
      files,
      now: () => NOW,
      errorOnce: (message: Message) => void reported.push(lineOf(message)),
      fails: (name) => failed.push(name) > 2,
    },
    { directory, fingerprint: 'ours' },
  );
  return {
    files,
    reported,
    failed,
    search: (owner = OWNER) => search(owner),
    found: () => files.leftOvers.map(({ name }) => name),
  };
}

describeWithSqlite('left-over-search', import.meta.url, () => {
  it('opens files of its owner, or without an owner and with its fingerprint, the youngest last', () => {
    using directory = temporaryDirectory();
    const others = { ...OWNER, account: 'b' };
    for (const [name, owner, fingerprint] of [
      ['1.sqlite', OWNER, 'other'],
      ['2.sqlite', undefined, 'ours'],
      ['3.sqlite', undefined, 'other'],
      ['4.sqlite', others, 'ours'],
    ] as const) {
      const rows = [rowOf(1)];
      leaveFile({ directory: directory.path, name, rows, fingerprint, ...(owner && { owner }) });
    }
    const { files, search, found } = setUp(directory.path);

    assert.equal(search(), false);

    assert.deepEqual(found(), ['1.sqlite', '2.sqlite']);
    assert.equal(directory.files().filter((name) => name.endsWith('.sqlite')).length, 4);
    files.close();
    const again = setUp(directory.path);
    again.search(others);
    assert.deepEqual(again.found(), ['2.sqlite', '4.sqlite']);
    again.files.close();
  });

  it('does not touch our own file, or one that another process holds', () => {
    using directory = temporaryDirectory();
    const busy = makeFile(directory.path, 'busy.sqlite');
    inTransaction(busy, () => busy.insert(rowOf(1)));
    const { files, search, found, reported } = setUp(directory.path);
    inTransaction(files.own(), () => files.own().insert(rowOf(1)));
    search();
    assert.deepEqual([found(), reported], [[], []]);

    busy.close();
    search();

    assert.deepEqual([found(), reported], [['busy.sqlite'], []]);
    files.close();
  });

  it('removes a file without rows, and an empty one that is not being created now', () => {
    using directory = temporaryDirectory();
    makeFile(directory.path, 'empty.sqlite').abandon();
    const folder = openFolder(directory.path);
    for (const [name, millis] of [
      ['blank-new.sqlite', NOW - 59_000],
      ['blank-old.sqlite', NOW - 61_000],
    ] as const) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), millis / 1_000, millis / 1_000);
    }
    const { files, search, found } = setUp(directory.path);

    search();

    assert.deepEqual([found(), directory.files()], [[], ['blank-new.sqlite']]);
    files.close();
  });

  it('renames a file of another version, and reports what to do', () => {
    using directory = temporaryDirectory();
    const path = leaveFile({ directory: directory.path, name: 'left.sqlite', rows: [rowOf(1)] });
    const database = new (loadSqlite().DatabaseSync)(path);
    database.exec(`PRAGMA user_version = ${VERSION - 1}`);
    database.close();
    const { files, search, found, reported } = setUp(directory.path);

    search();

    assert.deepEqual([found(), directory.files()], [[], ['left.sqlite.unknown-version']]);
    assert.match(reported.join(), new RegExp(`is of version ${VERSION - 1}, which `));
    files.close();
  });

  for (const [what, spoil] of [
    ['at its head', (path: string) => damageFile(path, 0)],
    ['where its owner stands', (path: string) => damageTable(path, 'owner')],
  ] as const) {
    it(`renames a file that is damaged ${what}, and continues with the others`, () => {
      using directory = temporaryDirectory();
      spoil(leaveFile({ directory: directory.path, name: '1.sqlite', rows: [rowOf(1)] }));
      leaveFile({ directory: directory.path, name: '2.sqlite', rows: [rowOf(1)] });
      const { files, search, found, reported } = setUp(directory.path);

      search();

      assert.deepEqual(found(), ['2.sqlite']);
      assert.match(directory.files().join(), /1\.sqlite\.damaged-\d+/);
      assert.match(reported.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*"1\.sqlite" .*damaged/);
      files.close();
    });
  }

  it('reports a file that cannot be opened, and renames it when that fails too often', () => {
    using directory = temporaryDirectory();
    leaveFile({ directory: directory.path, name: 'left.sqlite', rows: [rowOf(1)] });
    const { files, search, reported, failed } = setUp(directory.path);
    files.open = () => {
      throw new Error('EIO');
    };

    search();
    search();
    assert.deepEqual(directory.files(), ['left.sqlite']);
    search();

    assert.deepEqual(failed, Array(3).fill('left.sqlite'));
    assert.deepEqual(directory.files(), ['left.sqlite.damaged-0']);
    assert.match(reported.join(), /CWL_OUTBOX_FILE_UNREADABLE: .*"left\.sqlite".*EIO/);
    files.close();
  });

  it('looks once at a file that cannot be renamed', () => {
    using directory = temporaryDirectory();
    damageFile(leaveFile({ directory: directory.path, name: 'left.sqlite', rows: [rowOf(1)] }), 0);
    const { files, search } = setUp(directory.path);
    const { open } = files;
    const opened: string[] = [];
    Object.assign(files, {
      open: (name: string) => (opened.push(name), open(name)),
      setAside: () => false,
    });

    search();
    search();

    assert.deepEqual(opened, ['left.sqlite']);
    files.close();
  });

  it('opens at most sixteen files, and says that there are more', () => {
    using directory = temporaryDirectory();
    for (let nth = 0; nth < 17; nth++) {
      const name = `${String(nth).padStart(2, '0')}.sqlite`;
      leaveFile({ directory: directory.path, name, rows: [rowOf(1)] });
    }
    const { files, search, found } = setUp(directory.path);

    assert.equal(search(), true);

    assert.equal(found().length, 16);
    assert.equal(found().includes('00.sqlite'), false, 'the oldest is left');
    files.close();
  });
});
