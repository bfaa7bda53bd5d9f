import { once } from 'node:events';
import { systemClock } from '../../util/clock.js';
import { openLocalServer, type Observer } from '../../local-server/open.js';
import type { LocalServer } from '../../local-server/index.js';
import { EXIT, readArgs, UsageError, type Command } from '../command/command.js';
import type { Terminal } from '../command/terminal.js';
import { createFeed } from './feed.js';
import { setupOf } from './setup.js';
import { createSite } from './site.js';
import { createTail } from './tail.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs local [--port 4588]

A strict CloudWatch Logs on this machine, in memory, for your own application. Prints the lines to paste into the
terminal of the application, then what arrives; its address opens a page in a browser that shows it live. Only this
machine can reach it. The newest 200,000 events are kept, in 256 MiB at most.

  --port PORT        default 4588; 0 takes a free one

Example:
  npx opentelemetry-exporter-cloudwatch-logs local --port 4600`;

const OPTIONS = { port: { type: 'string', default: '4588' } } as const;

const BOUNDS = { maxStoredEvents: 200_000, maxStoredBytes: 256 * 1024 * 1024 };

export const local: Command = {
  help: HELP,
  async run(args, { terminal }) {
    const { values } = readArgs(args, OPTIONS);
    const port = Number(values.port);
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
      throw new UsageError(`--port: expected 0 to 65535, got "${values.port}"`);
    }
    const feed = createFeed(systemClock);
    const observer = both(feed, createTail(terminal));
    const server = await open(port, { observer, site: (inside) => createSite(feed, inside) }, terminal);
    if (server === undefined) return EXIT.failed;
    terminal.print(introduction(server, terminal));
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    const { events, problems } = feed.snapshot().totals;
    terminal.print(`\n${events} events, ${problems} broken rules or rejected events`);
    await server.close();
    return EXIT.ok;
  },
};

async function open(
  port: number,
  extras: Parameters<typeof openLocalServer>[1],
  terminal: Terminal,
): Promise<LocalServer | undefined> {
  try {
    return await openLocalServer({ port, ...BOUNDS }, extras);
  } catch (error) {
    terminal.note(`Port ${port} cannot be used: ${String(error)}\nTake another one with --port.`);
    return undefined;
  }
}

function both(...observers: readonly Observer[]): Observer {
  return {
    stored: (...args) => observers.forEach((observer) => observer.stored(...args)),
    rejected: (...args) => observers.forEach((observer) => observer.rejected(...args)),
    violated: (violation) => observers.forEach((observer) => observer.violated(violation)),
  };
}

function introduction({ url, clientConfig }: LocalServer, terminal: Terminal): string {
  const { commands, note } = setupOf(clientConfig);
  return `CloudWatch Logs listens, and shows what arrives, on ${terminal.style('bold', url)}

In the terminal of your application:

${commands}

${note}
`;
}
