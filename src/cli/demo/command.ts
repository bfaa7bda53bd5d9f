import { setTimeout as pause } from 'node:timers/promises';
import { openLocalServer } from '../../local-server/open.js';
import type { LocalServer } from '../../local-server/index.js';
import { EXIT, readArgs, type Command } from '../command.js';
import { clockTime, eventLine, shortTrace } from '../events/event-line.js';
import { readEvent } from '../events/read-event.js';
import type { Terminal } from '../terminal.js';
import { createArrivals, type Arrivals } from './arrivals.js';
import { createProgress } from './progress.js';
import { SILENCE_MILLIS, startShop, type Shop } from './start-shop.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs demo

Shows, without an AWS account and in about 10 seconds, how logs get to CloudWatch Logs: a small service logs to a
CloudWatch Logs on this machine, which then goes away for a while. Where winston or pino are installed, together with
@opentelemetry/auto-instrumentations-node, it logs through them too. Exit code: 0 when nothing was lost.

Example:
  npx opentelemetry-exporter-cloudwatch-logs demo`;

/** How long the service is away. */
const AWAY_MILLIS = 3_000;

/** How long the exporter gets to come back by itself, before the shop closes and it is asked to. */
const BACK_MILLIS = 2_000;

/** What the eye can follow. */
const FRAME_MILLIS = 100;

export const demo: Command = {
  help: HELP,
  async run(args, { terminal, env }) {
    readArgs(args, {});
    const arrivals = createArrivals();
    const server = await openLocalServer({}, { observer: arrivals.observer });
    try {
      const shop = startShop(server, env);
      const story = tell({ terminal, server, shop, arrivals });
      // A shop that ends too soon ends the story.
      const isWell = await Promise.race([story, shop.ended.then(({ code }) => (code === 0 ? story : false))]);
      if (isWell) return EXIT.ok;
      const { code, stderr } = await shop.ended;
      if (code !== 0) terminal.note(`The service of the demo ${endOf(code)}\n${stderr}`);
      return EXIT.failed;
    } finally {
      await server.close();
    }
  },
};

function endOf(code: number | null): string {
  return code === null
    ? `was ended by a signal, or had said nothing for ${SILENCE_MILLIS / 1_000} s`
    : `ended with ${code}:`;
}

interface Stage {
  readonly terminal: Terminal;
  readonly server: LocalServer;
  readonly shop: Shop;
  readonly arrivals: Arrivals;
}

async function tell(stage: Stage): Promise<boolean> {
  const { terminal, server, shop } = stage;
  terminal.print(`A CloudWatch Logs on this machine, ${server.url}, and a small shop that logs to it`);
  const { loggers, missing } = await shop.ready;
  terminal.print(`by ${loggers.join(', ')}.`);
  await showArrivals(stage);
  showTrace(stage);
  await showOutage(stage);
  const isWell = showCount(stage);
  if (isWell) showNext(terminal, missing);
  return isWell;
}

async function showArrivals({ terminal, shop, arrivals }: Stage): Promise<void> {
  heading(terminal, 'Events arrive');
  arrivals.onArrival = ({ time, message }) => {
    const event = readEvent(message);
    terminal.print(`  ${eventLine(terminal, clockTime(time), event, shortTrace(event.traceId))}`);
  };
  shop.ask('open');
  await shop.opened;
  // The first call loads the AWS SDK, however long that takes. A shop that hangs is ended.
  await until(SILENCE_MILLIS, () => arrivals.count >= shop.logged);
  arrivals.onArrival = undefined;
}

/** The trace of the order that failed. */
function showTrace({ terminal, arrivals }: Stage): void {
  const events = arrivals.first.map(({ time, message }) => ({ time, ...readEvent(message) }));
  const failed = events.find(({ level }) => level === 'error');
  const trace = events
    .filter(({ traceId }) => traceId === failed?.traceId)
    .toSorted((a, b) => a.time - b.time);
  const loggers = [...new Set(trace.map(({ scope = '' }) => loggerOf(scope)))];
  heading(terminal, `One trace through ${loggers.join(', ')}: ${failed?.traceId}`);
  for (const event of trace) {
    const after = `+${event.time - (trace[0]?.time ?? 0)} ms`.padStart(12);
    terminal.print(`  ${eventLine(terminal, after, event, loggerOf(event.scope ?? '').padEnd(13))}`);
  }
}

async function showOutage({ terminal, server, shop, arrivals }: Stage): Promise<void> {
  heading(terminal, `CloudWatch Logs goes away for ${AWAY_MILLIS / 1_000} seconds, and the shop goes on`);
  // The shop tells its count a moment after it has logged.
  const waiting = (): number => Math.max(0, shop.logged - arrivals.count);
  const progress = createProgress(terminal, waiting);
  server.faults = [{ kind: 'reset-before-write' }];
  shop.ask('rush');
  await until(AWAY_MILLIS, (millis) => progress.show('away', millis));
  server.faults = [];
  await until(BACK_MILLIS, (millis) => {
    progress.show('back', millis);
    return waiting() * 10 < progress.peak;
  });
  shop.ask('close');
  await shop.ended;
  progress.end();
}

function showCount({ terminal, server, shop, arrivals }: Stage): boolean {
  const puts = server.calls.filter(({ action, status }) => action === 'PutLogEvents' && status === 200);
  const bytes = puts.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const wire = puts.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
  const lost = shop.logged - arrivals.count;
  const isWell = shop.logged > 0 && lost === 0 && arrivals.problems === 0;
  heading(terminal, 'The count');
  terminal.print(
    `  ${puts.length} calls of PutLogEvents, ${amount(bytes)} bytes, ${amount(wire)} after gzip`,
  );
  if (arrivals.copies > 0)
    terminal.print(`  ${amount(arrivals.copies)} events came twice: an answer was lost`);
  if (arrivals.problems > 0) terminal.print(`  ${amount(arrivals.problems)} broken rules or refused events`);
  const counts = `logged ${amount(shop.logged)}, delivered ${amount(arrivals.count)}, lost ${amount(lost)}`;
  terminal.print(`  ${terminal.style(isWell ? 'green' : 'red', counts)}`);
  return isWell;
}

function showNext(terminal: Terminal, missing: readonly string[]): void {
  if (missing.length > 0) {
    terminal.print(`  to log through ${missing.join(' and ')} as well: npm i ${installOf(missing)}`);
  }
  terminal.print('  next, with your own application: npx opentelemetry-exporter-cloudwatch-logs local');
}

/** What the demo needs to log through them. */
function installOf(loggers: readonly string[]): string {
  const transport = loggers.includes('winston') ? ['@opentelemetry/winston-transport'] : [];
  return [...loggers, '@opentelemetry/auto-instrumentations-node', ...transport].join(' ');
}

/** Frame by frame, until the time is up or the work says that it is done. */
async function until(millis: number, frame: (millis: number) => boolean | void): Promise<void> {
  for (let at = 0; at < millis; at += FRAME_MILLIS) {
    if (frame(at) === true) return;
    await pause(FRAME_MILLIS);
  }
}

/** Each bridge logs under a scope of its own. */
function loggerOf(scope: string): string {
  if (scope.includes('winston')) return 'winston';
  return scope.includes('pino') ? 'pino' : 'OpenTelemetry';
}

function heading(terminal: Terminal, text: string): void {
  terminal.print(`\n${terminal.style('bold', text)}`);
}

function amount(value: number): string {
  return value.toLocaleString('en-US');
}
