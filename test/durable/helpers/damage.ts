import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadSqlite } from '../../../src/outbox/journal/spool/sqlite.js';

/** Replaces the bytes of a row; the database stays intact. */
export function damageRow(path: string, id: number, body: Uint8Array): void {
  const database = new (loadSqlite().DatabaseSync)(path);
  database.prepare('UPDATE rows SET body = ? WHERE id = ?').run(body, id);
  database.close();
}

/** Overwrites the first page of a table. */
export function damageTable(path: string, name: string): void {
  const database = new (loadSqlite().DatabaseSync)(path);
  const [{ rootpage } = {}] = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').all(name);
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 0xee), 0, 4_096, (Number(rootpage) - 1) * 4_096);
  closeSync(file);
}

/** Overwrites pages of the files in a folder, from one on. */
export function damagePages(folder: string, from: number): void {
  for (const name of readdirSync(folder)) damageFile(join(folder, name), from);
}

/** Overwrites pages of a file, from one on. */
export function damageFile(path: string, from: number): void {
  const bytes = statSync(path).size - from * 4_096;
  if (bytes <= 0) return;
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(bytes, 0xee), 0, bytes, from * 4_096);
  closeSync(file);
}
