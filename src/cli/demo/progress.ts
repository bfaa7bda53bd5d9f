import type { Terminal } from '../command/terminal.js';

const BAR_WIDTH = 40;

/** Width of the text beside the bar: a line that wraps cannot be replaced. */
const BESIDE_BAR = 36;

/** Events that fill the bar, unless more wait. */
const SCALE = 5_000;

/** Lines to print where the output is not a terminal. */
const EVERY_MILLIS = 1_000;

/** The fill of the outbox, updated in place; in plain output, a line now and then. */
export interface Progress {
  /** The largest number of events that waited. */
  readonly peak: number;
  show(state: 'away' | 'back', millis: number): void;
  end(): void;
}

export function createProgress(terminal: Terminal, waiting: () => number): Progress {
  let peak = 0;

  function line(state: string, count: number): string {
    const width = Math.max(0, Math.min(BAR_WIDTH, terminal.columns - BESIDE_BAR));
    const filled = Math.round((count / Math.max(SCALE, peak)) * width);
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    const style = state === 'away' ? 'yellow' : 'green';
    return `  ${terminal.style(style, state.padEnd(5))} ${terminal.style(style, bar)} ${count.toLocaleString('en-US')} in the outbox`;
  }

  return {
    get peak() {
      return peak;
    },
    show(state, millis) {
      const count = waiting();
      peak = Math.max(peak, count);
      if (terminal.isLive) terminal.live(line(state, count));
      else if (millis % EVERY_MILLIS === 0) terminal.print(line(state, count));
    },
    end() {
      terminal.print(line('back', waiting()));
    },
  };
}
