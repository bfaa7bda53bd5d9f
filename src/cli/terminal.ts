import { styleText } from 'node:util';
import type { Environment } from './command.js';

export type Style = Parameters<typeof styleText>[0];

/** What is needed of a stream such as `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where a command speaks. Colors and lines that change are for people: only where a terminal reads along. */
export interface Terminal {
  /** Whether lines may change under the reader's eyes. */
  readonly isLive: boolean;
  readonly columns: number;
  /** A line of the result. */
  print(line?: string): void;
  /** A line beside the result, to stderr. */
  note(line: string): void;
  /** A line that the next one, live or not, replaces; nothing where no terminal reads. */
  live(line: string): void;
  style(style: Style, text: string): string;
}

const DEFAULT_COLUMNS = 100;

const CLEAR_LINE = '\r\u001b[2K';

export function createTerminal(stdout: Output, stderr: Output, env: Environment): Terminal {
  const isLive = stdout.isTTY === true && env['TERM'] !== 'dumb';
  const hasColors = isLive && (env['NO_COLOR'] ?? '') === '';
  let isLineLive = false;

  function endLive(): string {
    const clear = isLineLive ? CLEAR_LINE : '';
    isLineLive = false;
    return clear;
  }

  return {
    isLive,
    // A window can change; some that are none have 0 of them.
    get columns() {
      return stdout.columns || DEFAULT_COLUMNS;
    },
    print(line = '') {
      stdout.write(`${endLive()}${line}\n`);
    },
    note(line) {
      stdout.write(endLive());
      stderr.write(`${line}\n`);
    },
    live(line) {
      if (!isLive) return;
      stdout.write(CLEAR_LINE + line);
      isLineLive = true;
    },
    // It has looked at the stream here; newer Nodes would look at their own.
    style: (style, text) => (hasColors ? styleText(style, text, { validateStream: false }) : text),
  };
}
