import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Terminal } from './terminal.js';

/** What a script can tell from the end of a command. */
export const EXIT = {
  /** All went well. */
  ok: 0,
  /** The command ran, and what it looked at or did is not well. */
  failed: 1,
  /** The command was called wrongly, and did nothing. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command takes from the world. */
export interface World {
  readonly terminal: Terminal;
  readonly env: Environment;
}

/** One command, loaded when it is asked for. */
export interface Command {
  /** All that `--help` prints. */
  readonly help: string;
  run(args: readonly string[], world: World): Promise<ExitCode> | ExitCode;
}

/** The command was called wrongly; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; strict: true; allowPositionals: boolean }>
>;

/** Reads options; what is unknown, and words beyond `maxWords`, are usage errors. */
export function readArgs<O extends Options>(args: readonly string[], options: O, maxWords = 0): Parsed<O> {
  try {
    const parsed = parseArgs({ args: [...args], options, strict: true, allowPositionals: maxWords > 0 });
    const [tooMuch] = parsed.positionals.slice(maxWords);
    if (tooMuch !== undefined) throw new UsageError(`"${tooMuch}" is one word too many`);
    return parsed;
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
}
