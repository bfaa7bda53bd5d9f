import { randomBytes } from 'node:crypto';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  type CloudWatchLogRecordExporterOptions,
} from 'opentelemetry-exporter-cloudwatch-logs';
import type { ChildMessage, ChildOrder } from './orders.js';

/** A service with a durable outbox: exports on order, and tells its parent what was acknowledged. */
const tell = (message: ChildMessage): void => void (process.connected && process.send?.(message));

const say = (...texts: unknown[]): void => tell({ kind: 'said', message: texts.join(' ') });
diag.setLogger({ error: say, warn: say, info: say, debug: say, verbose: say }, DiagLogLevel.WARN);
process.on('warning', ({ name, message, code }: NodeJS.ErrnoException) =>
  tell({ kind: 'warning', name, message: `${code}: ${message}` }),
);

let exporter: CloudWatchLogRecordExporter;
let nextId = 0;

function record(stream: string, id: number, padding: string): ReadableLogRecord {
  const seconds = Math.floor(Date.now() / 1_000);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a record as the exporter looks at
  return {
    hrTime: [seconds, 0],
    hrTimeObserved: [seconds, 0],
    body: `${id} ${padding}`,
    attributes: { stream },
    resource: { attributes: { 'service.name': 'durable' }, asyncAttributesPending: false },
    instrumentationScope: { name: 'child' },
  } as unknown as ReadableLogRecord;
}

/** Pieces of it compress badly, and making them leaves no rubbish that would be measured. */
const RANDOM_TEXT = randomBytes(3 * 1024 * 1024).toString('base64');

function paddingOf(bytes: number): string {
  const start = Math.floor(Math.random() * (RANDOM_TEXT.length - bytes));
  return RANDOM_TEXT.slice(start, start + bytes);
}

function exportOnce(streams: readonly string[], count: number, bytes: number): Promise<void> {
  const records: ReadableLogRecord[] = [];
  const ids: Record<string, number[]> = {};
  for (let index = 0; index < count; index++) {
    const stream = streams[index % streams.length]!;
    const id = nextId++;
    (ids[stream] ??= []).push(id);
    records.push(record(stream, id, paddingOf(bytes)));
  }
  return new Promise((resolve) => {
    exporter.export(records, ({ error }) => {
      tell({ kind: 'exported', ids, acknowledged: error === undefined, error: error?.message });
      resolve();
    });
  });
}

async function carryOut(order: ChildOrder): Promise<void> {
  switch (order.kind) {
    case 'open': {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came through JSON
      const options = order.options as CloudWatchLogRecordExporterOptions;
      nextId = order.firstId ?? 0;
      try {
        exporter = new CloudWatchLogRecordExporter({
          logGroupName: '/durable',
          logStreamName: '{attributes.stream}',
          format: 'body',
          ...options,
          onLoss: (loss) =>
            tell({ kind: 'lost', reason: loss.reason, count: loss.count, stream: loss.logStreamName }),
        });
      } catch (error) {
        tell({ kind: 'threw', message: String(error) });
      }
      return;
    }
    case 'export':
      for (let time = 0; time < (order.times ?? 1); time++) {
        const exported = exportOnce(order.streams ?? ['s'], order.count, order.bytes ?? 20);
        if (!order.together) await exported;
      }
      return;
    case 'export without end':
      for (;;) await exportOnce(order.streams ?? ['s'], order.count, order.bytes ?? 20);
    case 'flush':
      return exporter.forceFlush();
    case 'shutdown':
      return exporter.shutdown();
    case 'measure': {
      // Memory that came and went before is not what is asked about.
      globalThis.gc?.();
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
      tell({ kind: 'measured', rss, held: heapUsed + arrayBuffers });
      return;
    }
    case 'jump': {
      const real = Date.now;
      Date.now = () => real() + order.millis;
      return;
    }
    case 'end':
      if (order.how === 'exit') process.exit(0);
      if (order.how === 'uncaught')
        setImmediate(() => {
          throw new Error('uncaught on purpose');
        });
      process.disconnect();
  }
}

async function carryOutAfter(others: Promise<void>, order: ChildOrder): Promise<void> {
  await others;
  await carryOut(order);
  if (order.kind !== 'end') tell({ kind: 'done', order: order.kind });
}

let line: Promise<void> = Promise.resolve();
process.on('message', (order: ChildOrder) => {
  line = carryOutAfter(line, order);
});
tell({ kind: 'ready' });
