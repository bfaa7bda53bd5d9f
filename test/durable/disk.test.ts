import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalServer } from '../../src/local-server/index.js';
import { until } from '../helpers/until.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { endAll, FOLDER, idsIn, startService, temporaryDirectory, type Child } from './helpers/service.js';

const AWAY = { kind: 'unavailable' } as const;

function removeAll(folder: string, pattern: RegExp): void {
  const names = readdirSync(folder).filter((name) => pattern.test(name));
  assert.ok(names.length > 0);
  for (const name of names) rmSync(join(folder, name));
}

function isRefusal(child: Child): RegExpExecArray | null {
  return /outbox\.directory: expected .*/.exec(child.said());
}

describe('The disk under a durable outbox', () => {
  afterEach(endAll);

  it('gives access to its files to this user only, whatever the umask', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path, {}, { shell: 'umask 0' });
    await child.order({ kind: 'export', count: 10 });

    const folder = join(directory.path, FOLDER);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const files = readdirSync(folder);
    assert.equal(files.length, 2);
    for (const name of files) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  });

  it('is refused at construction if the folder is not safe', async () => {
    await using server = await startLocalServer();
    using directory = temporaryDirectory();
    using elsewhere = temporaryDirectory();
    symlinkSync(elsewhere.path, join(directory.path, FOLDER));

    const child = await startService(server, directory.path);

    assert.match(isRefusal(child)?.[0] ?? '', /is a symbolic link/);
    assert.deepEqual(readdirSync(elsewhere.path), []);
  });

  it('warns and keeps events in memory if it cannot be written to', async () => {
    await using server = await startLocalServer();
    // Not even root can make a directory there.
    const child = await startService(server, '/proc/outbox');
    await child.order({ kind: 'export', count: 10 });
    await child.order({ kind: 'export', count: 10 });
    await child.order({ kind: 'flush' });

    assert.equal(idsIn(server, 's').length, 20);
    assert.equal(child.refused(), 0);
    const warnings = child.messages.filter(({ kind }) => kind === 'warning');
    assert.equal(
      warnings.filter((w) => 'message' in w && /CWL_OUTBOX_DISK_FAILED/.test(w.message ?? '')).length,
      1,
    );
  });

  it('read-only directory: warns and keeps events in memory, and goes on with the disk when it can', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const { spawn } = readOnly(directory.path);
    const child = await startService(server, directory.path, {}, { spawn });
    await child.order({ kind: 'export', count: 10 });
    assert.match(child.said(), /CWL_OUTBOX_DISK_FAILED/);

    chmodSync(directory.path, 0o777);
    await child.order({ kind: 'export', count: 10 });
    assert.match(child.said(), /CWL_OUTBOX_DISK_WORKS_AGAIN/);
    await child.kill();

    server.faults = [];
    const next = await startService(server, directory.path, {}, { spawn });
    await next.order({ kind: 'flush' });
    await until(() => idsIn(server, 's').length >= 10);
    // The first ten were in memory alone, and the warning said so.
    assert.deepEqual(idsIn(server, 's'), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('full disk: warns, keeps events in memory, and is durable again when there is room', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    // No file may grow over 2 MiB, as far as this process is concerned.
    const child = await startService(server, directory.path, {}, { shell: 'ulimit -S -f 2048' });
    await child.order({ kind: 'export', count: 100, bytes: 10_000, times: 6 });
    assert.match(child.said(), /CWL_OUTBOX_DISK_FAILED/);
    assert.equal(child.refused(), 0);
    execFileSync('prlimit', [`--pid=${child.process.pid}`, '--fsize=unlimited']);
    await child.order({ kind: 'export', count: 100, bytes: 10_000 });
    assert.match(child.said(), /CWL_OUTBOX_DISK_WORKS_AGAIN/);

    server.faults = [];
    await child.order({ kind: 'flush' });
    await until(() => idsIn(server, 's').length >= 700);

    assert.deepEqual(idsIn(server, 's'), [...child.acknowledged().get('s')!]);
    assert.equal(child.lost(), 0);
  });

  it('full disk and full memory: lost and counted, never a throw', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    const child = await startService(server, '/proc/outbox');
    await child.order({ kind: 'export', count: 1_000, bytes: 10_000, times: 8 });

    // What memory has of it is the subject of test/durable/outbox.test.ts.
    await until(() => child.lost('outbox_full') > 1_000);
    assert.ok(child.refused() > 0);
    assert.equal(child.messages.filter(({ kind }) => kind === 'threw').length, 0);
  });

  for (const [what, spoil, ending] of [
    ['damaged', (path: string) => writeFileSync(path, 'no database '.repeat(1_000)), /\.damaged-\d+$/],
    ['of an unknown version', (path: string) => setVersion(path, 99), /\.unknown-version$/],
  ] as const) {
    it(`renames a file that is ${what}, reports it once, and continues`, async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      using directory = temporaryDirectory();
      const child = await startService(server, directory.path, { flushTimeoutMillis: 200 });
      await child.order({ kind: 'export', count: 10 });
      // What a killed process leaves has a log, which would repair the file.
      await child.order({ kind: 'shutdown' });
      await child.end('normally');
      const [file] = directory.files();
      spoil(join(directory.path, FOLDER, file!));

      server.faults = [];
      const next = await startService(server, directory.path, {}, { firstId: 100 });
      await next.order({ kind: 'export', count: 10 });
      await next.order({ kind: 'flush' });
      await until(() => /CWL_OUTBOX_FILE_SET_ASIDE/.test(next.said()));
      await next.order({ kind: 'shutdown' });

      assert.equal(idsIn(server, 's').length, 10);
      assert.equal(directory.files().length, 1);
      assert.match(directory.files()[0]!, ending);
      assert.equal(
        next.messages.filter((m) => m.kind === 'warning' && /CWL_OUTBOX_FILE_SET_ASIDE/.test(m.message))
          .length,
        1,
      );
    });
  }

  for (const [what, remove] of [
    ['the folder', (folder: string) => rmSync(folder, { recursive: true })],
    ['the file', (folder: string) => removeAll(folder, /sqlite$/)],
    ['the log beside the file', (folder: string) => removeAll(folder, /-wal$/)],
  ] as const) {
    it(`keeps what was acknowledged when ${what} is removed under it`, async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      using directory = temporaryDirectory();
      const child = await startService(server, directory.path);
      await child.order({ kind: 'export', count: 10 });
      remove(join(directory.path, FOLDER));
      // The next commit meets it.
      await child.order({ kind: 'export', count: 10 });
      await child.kill();

      server.faults = [];
      const next = await startService(server, directory.path);
      await next.order({ kind: 'flush' });
      await until(() => idsIn(server, 's').length >= 20);
      assert.deepEqual(
        idsIn(server, 's'),
        Array.from({ length: 20 }, (_, id) => id),
      );
    });
  }
});

describe('Processes that share a directory', () => {
  afterEach(endAll);

  it('do not disturb each other, and divide what another left', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    using directory = temporaryDirectory();
    const dead = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (stream) => {
        const child = await startService(server, directory.path);
        await child.order({ kind: 'export', count: 100, streams: [stream], times: 3 });
        return child;
      }),
    );
    await Promise.all(dead.map((child) => child.kill()));
    server.faults = [];

    const living = await Promise.all([0, 1, 2].map(() => startService(server, directory.path)));
    await until(() => server.events().length >= 1_200);
    await Promise.all(living.map((child) => child.order({ kind: 'shutdown' })));

    for (const child of dead) {
      for (const [stream, ids] of child.acknowledged()) assert.deepEqual(idsIn(server, stream), ids);
    }
    assert.equal(server.events().length, 1_200);
    // A thread that had no time to close its file has left it to the next process.
    await startService(server, directory.path);
    await until(() => directory.files().length === 0);
  });

  it('do not recover events for another region, endpoint or account', async () => {
    await using server = await startLocalServer({ faults: [AWAY] });
    await using elsewhere = await startLocalServer();
    using directory = temporaryDirectory();
    const child = await startService(server, directory.path);
    await child.order({ kind: 'export', count: 10 });
    await child.kill();

    const { credentials, ...config } = server.clientConfig;
    const others = [
      await startService(elsewhere, directory.path),
      await startService(server, directory.path, {
        clientConfig: { ...config, credentials, region: 'eu-west-3' },
      }),
      await startService(server, directory.path, {
        clientConfig: { ...config, credentials: { accessKeyId: 'OTHER', secretAccessKey: 'x' } },
      }),
    ];
    server.faults = [];
    for (const other of others) await other.order({ kind: 'export', count: 1, streams: ['own'] });
    // A flush waits for the search for left-over files, too.
    for (const other of others) await other.order({ kind: 'flush' });
    assert.equal(elsewhere.events().length, 1);
    assert.equal(server.events().length, 2);

    await startService(server, directory.path);
    await until(() => server.events().length >= 12);
    assert.deepEqual(idsIn(server, 's'), child.acknowledged().get('s'));
  });
});

/** A directory that the child may not write to; root's permissions do not bind it, so the child of root runs as another user. */
function readOnly(path: string): { spawn: { uid?: number } } {
  chmodSync(path, 0o555);
  return { spawn: process.getuid?.() === 0 ? { uid: 65_534 } : {} };
}

function setVersion(path: string, version: number): void {
  const script = `const { DatabaseSync } = process.getBuiltinModule('node:sqlite'); new DatabaseSync(${JSON.stringify(path)}).exec('PRAGMA user_version = ${version}')`;
  execFileSync(NODE_WITH_SQLITE, ['-e', script], { stdio: 'ignore' });
}
