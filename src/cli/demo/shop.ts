// The service of the demo: a small shop in a process of its own, started like any service with `--import .../register`.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createLoggers, inTrace } from './loggers.js';
import type { News, Request } from './messages.js';

const ORDERS = 3;

/** Pause between two records, so that people can read them. */
const READING_MILLIS = 90;

/** About 1,500 records a second. */
const RUSH_MILLIS = 10;
const RUSH_RECORDS = 15;

const CUSTOMERS = ['Jürgen Groß', 'Zoë Núñez', '山田 花子', 'Олена Шевченко', 'Ana Ríos 🌵'];

const loggers = createLoggers();
const web = loggers.of('web', 'winston');
const payments = loggers.of('payments', 'pino');
const stock = loggers.of('stock');
const closing = new AbortController();

/** Debug records of orders that succeeded. */
let notToBeSent = 0;

function tell(news: News): void {
  if (process.connected) process.send?.(news);
}

function tellCount(): void {
  tell({ is: 'logged', count: loggers.count, notToBeSent });
}

/** One order is one trace, whichever loggers write its records. */
async function takeOrder(number: number): Promise<void> {
  const id = `A-${1_000 + number}`;
  const customer = CUSTOMERS[number % CUSTOMERS.length];
  const amount = 12.5 + (number % 7) * 9.9;
  await inTrace(randomBytes(16).toString('hex'), async () => {
    web('info', `order ${id} received from ${customer}`, { order: { id } });
    await pause(READING_MILLIS);
    stock('info', `2 of TEA-07 reserved for ${id}`, { sku: 'TEA-07' });
    await pause(READING_MILLIS);
    if (number % 4 === 2) stock('warn', `TEA-07 runs low after ${id}`, { sku: 'TEA-07', left: 3 });
    payments('debug', `charging ${amount.toFixed(2)} EUR for ${id}`, { amount });
    await pause(READING_MILLIS);
    if (number % 4 === 3) {
      payments('error', `payment of ${id} failed: card declined`, { amount });
      web('error', `order ${id} failed`, { order: { id } });
    } else {
      notToBeSent += 1;
      payments('info', `payment of ${id} authorized`, { amount });
      web('info', `order ${id} confirmed`, { order: { id } });
    }
    await pause(READING_MILLIS);
  });
}

async function open(): Promise<void> {
  for (let number = 1; number <= ORDERS; number++) await takeOrder(number);
  tellCount();
  tell({ is: 'open-done' });
}

async function rush(): Promise<void> {
  for (let number = 0; !closing.signal.aborted; number++) {
    await inTrace(randomBytes(16).toString('hex'), () => {
      for (let item = 0; item < RUSH_RECORDS; item++) {
        const log = [web, payments, stock][item % 3]!;
        log('info', `item ${item} of the rush, order B-${number}`, { order: { id: `B-${number}` }, item });
      }
    });
    tellCount();
    await pause(RUSH_MILLIS);
  }
  tellCount();
  // Nothing keeps the process alive from here: it ends, and `register` delivers what waits.
  if (process.connected) process.disconnect();
}

process.on('message', (request: Request) => {
  if (request === 'open') void open();
  else if (request === 'rush') void rush();
  else closing.abort();
});
// The demo has ended, for example by Ctrl-C: what waits has no server to go to.
process.once('disconnect', () => {
  if (!closing.signal.aborted) process.exit();
});
tell({ is: 'ready', loggers: loggers.found, missing: loggers.missing });
