import { createRequire } from 'node:module';
import { errorCode, errorMessage } from '../../../util/errors.js';

/** The part of `node:sqlite` that is used; the types of Node 20 do not have it. */
export interface Sqlite {
  readonly DatabaseSync: new (path: string) => Database;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** The values of a result row; BLOBs come as bytes. */
export type SqlValue = string | number | null | Uint8Array;

export interface Statement {
  all(...values: SqlValue[]): Record<string, SqlValue>[];
  get(...values: SqlValue[]): Record<string, SqlValue> | undefined;
  run(...values: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
}

/** SQLite's codes for a file that another process holds, and for one that is damaged or not ours. */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/**
 * Not an import: Node 20 has no such module, and must be able to load this file.
 * @throws Error where this Node has no SQLite
 */
export function loadSqlite(): Sqlite {
  const sqlite: Sqlite = createRequire('/')('node:sqlite');
  return sqlite;
}

export function isBusy(error: unknown): boolean {
  return errcodeOf(error) === BUSY;
}

export function isDamage(error: unknown): boolean {
  const code = errcodeOf(error);
  return code === NOT_A_DATABASE || code === CORRUPT;
}

/** The text of an error, with its code. */
export function messageWithCode(error: unknown): string {
  const code = errorCode(error);
  const message = errorMessage(error);
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}

/** A condition: a larger number, which only damage can write, would fail the whole read. */
export function isSafe(column: string): string {
  return `${column} BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`;
}

/** The value of a column, not below zero and not above a bound, whatever the file says. */
export function bounded(column: string, most: number): string {
  return `min(max(${column}, 0), ${most})`;
}

/** The primary code of an error of SQLite. */
function errcodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function numberColumn(row: Record<string, SqlValue> | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new Error(`${column} is no number`);
  return value;
}

export function textColumn(row: Record<string, SqlValue>, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is no text`);
  return value;
}
