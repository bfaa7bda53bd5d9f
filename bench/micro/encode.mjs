/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { loadSource } from './load-source.mjs' */
import { bench, do_not_optimize, group, summary } from 'mitata';
import { createRecords } from '../records.mjs';
import { messageOf } from '../subjects/naive.mjs';

/** @typedef {Awaited<ReturnType<typeof loadSource>>} Source */

const FORMATS = /** @type {const} */ (['otlp', 'flat', 'body']);

/** Keys, and paths that some records begin. */
const REDACT = ['password', 'authorization', 'set-cookie', 'user.email', 'order.customer.name', 'cookies.*'];

/** Records of one turn, as many as in an export. */
const COUNT = { typical: 512, ascii: 512, 'non-latin': 512, nested: 16 };

/** Each format, and JSON.stringify of the same event as `otlp`, each to the bytes of the request. @param {Source} source */
export function benchEncode(source) {
  for (const kind of /** @type {const} */ (['typical', 'ascii', 'non-latin', 'nested'])) {
    const records = createRecords({ kind, count: COUNT[kind], streams: 1 });
    group(`encode, ${records.length} records, ${kind}`, () => {
      summary(() => {
        for (const format of FORMATS) bench(`encode ${kind}, ${format}`, encoding(source, format, records));
        bench(`encode ${kind}, otlp, redact`, encoding(source, 'otlp', records, REDACT));
        bench(`encode ${kind}, JSON.stringify`, () => do_not_optimize(records.map(stringified)));
      });
    });
  }
}

/**
 * @param {Source} source
 * @param {typeof FORMATS[number]} format
 * @param {readonly ReadableLogRecord[]} records
 * @param {readonly string[]} redact
 */
function encoding(source, format, records, redact = []) {
  const { writer, events } = createBenchWriter(source, format, redact);
  return () => {
    const open = new source.OpenBlock();
    for (const record of records) writer.write(record, record.hrTime, open);
    return do_not_optimize(events.finish(open));
  };
}

/**
 * @param {Source} source
 * @param {typeof FORMATS[number]} format
 * @param {readonly string[]} redact
 */
export function createBenchWriter(
  { ByteWriter, EventBlocks, createEncoder, createEventWriter },
  format,
  redact = [],
) {
  // The memory is reused, as in the exporter's pool.
  const pool = Buffer.alloc(16 * 1024 * 1024);
  const out = new ByteWriter();
  const events = new EventBlocks(out, { allocate: (length) => pool.subarray(0, length), free: () => {} });
  const encoder = createEncoder(
    { format, resource: 'essential', omit: [], redact, maxEventBytes: 1_048_576, oversizedEvents: 'split' },
    {
      out,
      newId: () => '0123456789abcdef',
      warnOnce: () => {},
      warnHourly: () => {},
      onTruncated: () => {},
    },
  );
  return { writer: createEventWriter(encoder, events), events };
}

/** The same event, written in the simplest way. @param {ReadableLogRecord} record */
function stringified(record) {
  return JSON.stringify({
    timestamp: record.hrTime[0] * 1_000,
    message: JSON.stringify(messageOf(record)),
  });
}
