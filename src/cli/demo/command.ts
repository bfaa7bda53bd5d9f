import { setTimeout as pause } from 'node:timers/promises';
import { openLocalServer } from '../../local-server/open.js';
import type { LocalServer } from '../../local-server/index.js';
import { createVolume, type Volume } from '../../telemetry/volume.js';
import { systemClock } from '../../util/clock.js';
import { EXIT, readArgs, type Command } from '../command/command.js';
import { clockTime, eventLine, shortTrace } from '../events/event-line.js';
import { readEvent } from '../events/read-event.js';
import type { Terminal } from '../command/terminal.js';
import { createReceivedEvents, type ReceivedEvents } from './received-events.js';
import { createProgress } from './progress.js';
import { HANG_MILLIS, startShop, type Shop } from './start-shop.js';
import { heading, showTraces } from './traces.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs demo

Shows, without an AWS account and in about 10 seconds, how logs get to CloudWatch Logs: a small service logs to a
CloudWatch Logs on this machine, which then goes away for a while. Debug records arrive of the order that fails, and of no
other. Where winston or pino are installed, together with
@opentelemetry/auto-instrumentations-node, it logs through them too. Exit code: 0 when nothing was lost.

Example:
  npx opentelemetry-exporter-cloudwatch-logs demo`;

/** Duration of the outage. */
const OUTAGE_MILLIS = 3_000;

/** How long the exporter may take to recover by itself before the shop closes and shutdown flushes. */
const BACK_MILLIS = 2_000;

/** Interval between two updates of the progress bar. */
const FRAME_MILLIS = 100;

export const demo: Command = {
  help: HELP,
  async run(args, { terminal, env }) {
    readArgs(args, {});
    const received = createReceivedEvents();
    const server = await openLocalServer({}, { observer: received.observer });
    try {
      const shop = startShop(server, env);
      const volume = createVolume(systemClock.elapsed, ({ text }) => terminal.print(`  ${text}`));
      const story = tell({ terminal, server, shop, received, volume });
      // If the shop ends too soon, the demo fails.
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
    ? `was ended by a signal, or had said nothing for ${HANG_MILLIS / 1_000} s`
    : `ended with ${code}:`;
}

interface Stage {
  readonly terminal: Terminal;
  readonly server: LocalServer;
  readonly shop: Shop;
  readonly received: ReceivedEvents;
  readonly volume: Volume;
}

async function tell(stage: Stage): Promise<boolean> {
  const { terminal, server, shop, received } = stage;
  terminal.print(`A CloudWatch Logs on this machine, ${server.url}, and a small shop that logs to it`);
  const { loggers, missing } = await shop.ready;
  terminal.print(`by ${loggers.join(', ')}.`);
  await showFirstEvents(stage);
  showTraces(terminal, received.first);
  await showOutage(stage);
  const isWell = showCount(stage);
  if (isWell) showNext(terminal, missing);
  return isWell;
}

async function showFirstEvents({ terminal, shop, received }: Stage): Promise<void> {
  heading(terminal, 'Events arrive');
  received.onEvent = ({ time, message }) => {
    const event = readEvent(message);
    terminal.print(`  ${eventLine(terminal, clockTime(time), event, shortTrace(event.traceId))}`);
  };
  shop.ask('open');
  await shop.opened;
  // The first call loads the AWS SDK, which may take long. A shop that hangs is ended.
  await until(HANG_MILLIS, () => received.count >= toBeSent(shop));
  received.onEvent = undefined;
}

async function showOutage({ terminal, server, shop, received }: Stage): Promise<void> {
  heading(terminal, `CloudWatch Logs goes away for ${OUTAGE_MILLIS / 1_000} seconds, and the shop goes on`);
  // The shop sends its count shortly after it has logged.
  const waiting = (): number => Math.max(0, toBeSent(shop) - received.count);
  const progress = createProgress(terminal, waiting);
  server.faults = [{ kind: 'reset-before-write' }];
  shop.ask('rush');
  await until(OUTAGE_MILLIS, (millis) => progress.show('away', millis));
  server.faults = [];
  await until(BACK_MILLIS, (millis) => {
    progress.show('back', millis);
    return waiting() * 10 < progress.peak;
  });
  shop.ask('close');
  await shop.ended;
  progress.end();
}

function showCount({ terminal, server, shop, received, volume }: Stage): boolean {
  const puts = server.calls.filter(({ action, status }) => action === 'PutLogEvents' && status === 200);
  const bytes = puts.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const wire = puts.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
  const lost = toBeSent(shop) - received.count;
  const isWell = shop.logged > 0 && lost === 0 && received.problems === 0;
  heading(terminal, 'The count');
  terminal.print(
    `  ${puts.length} calls of PutLogEvents, ${amount(bytes)} bytes, ${amount(wire)} after gzip`,
  );
  if (received.copies > 0)
    terminal.print(`  ${amount(received.copies)} events came twice: an answer was lost`);
  if (received.problems > 0) terminal.print(`  ${amount(received.problems)} broken rules or refused events`);
  volume.add(received.bytes);
  volume.tell();
  const counts = `logged ${amount(shop.logged)}, delivered ${amount(received.count)}, not to be sent ${amount(shop.notToBeSent)}, lost ${amount(lost)}`;
  terminal.print(`  ${terminal.style(isWell ? 'green' : 'red', counts)}`);
  return isWell;
}

function showNext(terminal: Terminal, missing: readonly string[]): void {
  if (missing.length > 0) {
    terminal.print(`  to log through ${missing.join(' and ')} as well: npm i ${installOf(missing)}`);
  }
  terminal.print('  next, with your own application: npx opentelemetry-exporter-cloudwatch-logs local');
}

/** The packages that the demo needs to log through these loggers. */
function installOf(loggers: readonly string[]): string {
  const transport = loggers.includes('winston') ? ['@opentelemetry/winston-transport'] : [];
  return [...loggers, '@opentelemetry/auto-instrumentations-node', ...transport].join(' ');
}

/** The records that should arrive. */
function toBeSent({ logged, notToBeSent }: Shop): number {
  return logged - notToBeSent;
}

/** Shows frame by frame, until the time is over or the work is done. */
async function until(millis: number, frame: (millis: number) => boolean | void): Promise<void> {
  for (let at = 0; at < millis; at += FRAME_MILLIS) {
    if (frame(at) === true) return;
    await pause(FRAME_MILLIS);
  }
}

function amount(value: number): string {
  return value.toLocaleString('en-US');
}
