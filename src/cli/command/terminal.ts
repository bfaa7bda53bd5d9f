import { styleText } from 'node:util';
import type { Environment } from '../../util/environment.js';

export type Style = Parameters<typeof styleText>[0];

/** The part of a stream such as `process.stdout` that is used. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where a command writes. Colors and lines that are replaced are used only where the output is a terminal. */
export interface Terminal {
  /** Whether lines can be replaced. */
  readonly isLive: boolean;
  readonly columns: number;
  /** A line of the result. */
  print(line?: string): void;
  /** A line beside the result, to stderr. */
  note(line: string): void;
  /** A line that the next line replaces. Writes nothing where the output is not a terminal. */
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
    // The window can be resized. Some terminals report 0 columns.
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
    // The stream was checked here; newer versions of Node would check their own.
    style: (style, text) => (hasColors ? styleText(style, text, { validateStream: false }) : text),
  };
}
