import { isBuiltin } from 'node:module';

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

/** Asks without loading it, because loading it prints a warning in some versions. */
export function hasSqlite(isThere: (name: string) => boolean = isBuiltin): boolean {
  return typeof process.getBuiltinModule === 'function' && isThere('node:sqlite');
}

export function loadSqlite(): Sqlite | undefined {
  // The interface above says what is relied on.
  const name: string = 'node:sqlite';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the types of Node 20 do not have it
  return process.getBuiltinModule(name as 'node:fs') as unknown as Sqlite | undefined;
}
