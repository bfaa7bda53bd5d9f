/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Source } from './encode.mjs' */
import { bench, group, summary } from 'mitata';
import { createRecords } from '../records.mjs';
import { createBenchEncoder } from './encode.mjs';

/** Records of one turn. */
const COUNT = 512;

/** Records of one request. */
const PER_TRACE = 8;

const [DEBUG, INFO, ERROR] = [5, 9, 17];

/** From one turn to the next all that was held has become too old, and all that failed is forgotten. */
const TURN_MILLIS = 60_000;

const CONTEXT = /** @type {const} */ ({
  minSeverity: 'DEBUG',
  trigger: 'ERROR',
  maxAgeMillis: 30_000,
  maxBytes: 8_388_608,
});

/** Records that are sent, left out, held, and held and sent, with minSeverity INFO. @param {Source} source */
export function benchErrorContext(source) {
  const debug = createTraces(() => DEBUG);
  const failing = createTraces((place) => (place === PER_TRACE - 1 ? ERROR : DEBUG));
  group(`error context, ${COUNT} records, typical`, () => {
    summary(() => {
      bench(
        'error context, sent at once',
        adding(
          source,
          createTraces(() => INFO),
          CONTEXT,
        ),
      );
      bench('error context, left out without one', adding(source, debug, undefined));
      bench('error context, held and left out', adding(source, debug, CONTEXT));
      bench('error context, held and sent', adding(source, failing, CONTEXT));
    });
  });
}

/**
 * Records of requests, by the place of each in its request.
 *
 * @param {(place: number) => number} severityOf
 * @returns {ReadableLogRecord[]}
 */
function createTraces(severityOf) {
  return createRecords({ kind: 'typical', count: COUNT, streams: 1 }).map((record, index) => {
    const id = String(Math.floor(index / PER_TRACE) + 1);
    return {
      hrTime: record.hrTime,
      hrTimeObserved: record.hrTimeObserved,
      resource: record.resource,
      instrumentationScope: record.instrumentationScope,
      attributes: record.attributes,
      droppedAttributesCount: 0,
      body: record.body,
      severityText: record.severityText,
      severityNumber: severityOf(index % PER_TRACE),
      spanContext: { traceId: id.padStart(32, '0'), spanId: id.padStart(16, '0'), traceFlags: 1 },
    };
  });
}

/**
 * @param {Source} source
 * @param {readonly ReadableLogRecord[]} records
 * @param {typeof CONTEXT | undefined} errorContext
 */
function adding(source, records, errorContext) {
  const encoder = createBenchEncoder(source, 'otlp');
  const destination = { logGroupName: 'g', logStreamName: 's' };
  let elapsed = 0;
  const ingest = source.createIngest({
    router: { route: () => destination, entityFor: () => undefined },
    encoder,
    outbox: { add: () => 0 },
    clock: { now: Date.now, elapsed: () => elapsed, look: () => {} },
    selection: source.createSelection(
      { minSeverity: { default: 'INFO' }, traceBased: false, errorContext },
      () => {},
    ),
    context: errorContext && source.createErrorContext(errorContext, encoder, () => {}),
    accepted: () => {},
    lost: () => {},
  });
  return () => {
    elapsed += TURN_MILLIS;
    for (const record of records) ingest.add(record);
    return ingest.commit();
  };
}
