import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Environment } from '../../util/environment.js';
import type { Terminal } from './terminal.js';

/** Exit codes, for scripts. */
export const EXIT = {
  /** Success. */
  ok: 0,
  /** The command ran and found a problem. */
  failed: 1,
  /** The arguments are wrong. The command did nothing. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The process and its surroundings, as a command sees them. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Environment;
}

/** One command. Its module is loaded when the command runs. */
export interface Command {
  /** The text of `--help`. */
  readonly help: string;
  run(args: readonly string[], context: CommandContext): Promise<ExitCode> | ExitCode;
}

/** The arguments are wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; strict: true; allowPositionals: boolean }>
>;

/** Parses options. An unknown option, or more than `maxWords` words, is a usage error. */
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
