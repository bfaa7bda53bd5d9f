import { printable } from '../command/printable.js';
import type { Style, Terminal } from '../command/terminal.js';
import type { EventText, Level } from './read-event.js';

const STYLES: Readonly<Record<Level, Style>> = {
  fatal: ['bold', 'red'],
  error: 'red',
  warn: 'yellow',
  info: 'cyan',
  debug: 'gray',
  trace: 'gray',
  none: 'reset',
};

/** Minimum width of the text. */
const LEAST_TEXT = 20;

/** An event on one line: time, severity, origin, text. `origin` (a stream, a trace or a logger) is dim. */
export function eventLine(
  terminal: Terminal,
  when: string,
  { level, levelText, text, exception }: EventText,
  origin: string,
): string {
  const name = printable(levelText).toLowerCase().padEnd(5).slice(0, 5);
  const head = `${when}  ${name}  ${origin}  `;
  const room = Math.max(LEAST_TEXT, terminal.columns - head.length);
  // A long text must not push the exception off the line.
  const behind = exception === undefined ? '' : cut(printable(exception), Math.floor(room / 2));
  const shown = cut(printable(text), room - (behind === '' ? 0 : behind.length + 2));
  const colored = terminal.style(STYLES[level], name);
  const line = `${terminal.style('dim', when)}  ${colored}  ${terminal.style('dim', origin)}  ${shown}`;
  return behind === '' ? line : `${line}  ${terminal.style(STYLES[level], behind)}`;
}

/** Width of a stream name. */
const STREAM_WIDTH = 24;

/** A stream name in a fixed width, cut at its beginning, because its end (a service, a process) says more. */
export function shortStream(name: string): string {
  const shown = printable(name);
  return (shown.length > STREAM_WIDTH ? `…${shown.slice(1 - STREAM_WIDTH)}` : shown).padEnd(STREAM_WIDTH);
}

/** The time of day in UTC, like everything in CloudWatch Logs. */
export function clockTime(millis: number): string {
  return new Date(millis).toISOString().slice(11, 23);
}

/** Eight digits are enough to tell traces apart by eye. */
export function shortTrace(traceId: string | undefined): string {
  return printable(traceId ?? '-')
    .slice(0, 8)
    .padEnd(8);
}

/** Splits between characters as people see them. */
const segmenter = new Intl.Segmenter();

function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const chars = Array.from(segmenter.segment(text.slice(0, room * 4)), ({ segment }) => segment);
  return chars.length <= room ? text : `${chars.slice(0, room - 1).join('')}…`;
}
