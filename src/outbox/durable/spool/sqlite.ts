import { getBuiltinModule } from '../../../builtin.js';

/** As much of `node:sqlite` as is used; the types of Node 20 do not have it. */
export interface Sqlite {
  readonly DatabaseSync: new (path: string) => Database;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** What a row of a result holds; BLOBs come as bytes. */
export type SqlValue = string | number | null | Uint8Array;

export interface Statement {
  all(...values: SqlValue[]): Record<string, SqlValue>[];
  get(...values: SqlValue[]): Record<string, SqlValue> | undefined;
  run(...values: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
}

/** The first Node that has SQLite without a flag. */
export const NODE_WITH_SQLITE = '22.13';

/** SQLite's own words for a file that another holds, and for one that can not be ours, or not any more. */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** Asks without loading it, because loading it prints a warning in some versions. */
export function hasSqlite(): boolean {
  return getBuiltinModule('node:module').isBuiltin('node:sqlite');
}

export function loadSqlite(): Sqlite | undefined {
  // The interface above says what is relied on.
  const name: string = 'node:sqlite';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the types of Node 20 do not have it
  return getBuiltinModule(name as 'node:fs') as unknown as Sqlite | undefined;
}

export function isBusy(error: unknown): boolean {
  return errcodeOf(error) === BUSY;
}

export function isDamage(error: unknown): boolean {
  const code = errcodeOf(error);
  return code === NOT_A_DATABASE || code === CORRUPT;
}

/** The primary code of an error of SQLite. */
function errcodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function numberOf(row: Record<string, SqlValue> | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new Error(`${column} is no number`);
  return value;
}

export function textOf(row: Record<string, SqlValue>, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is no text`);
  return value;
}

export function execQuietly(database: Database, text: string): void {
  try {
    database.exec(text);
  } catch {
    // It was a courtesy.
  }
}

export function closeQuietly(database: Database | undefined): void {
  try {
    database?.close();
  } catch {
    // It is of no more use either way.
  }
}
