/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Source } from './encode.mjs' */
import { bench, group, summary } from 'mitata';
import { createRecords } from '../records.mjs';
import { createBenchWriter } from './encode.mjs';

/** Records of one turn. */
const COUNT = 512;

/** Records of one request. */
const PER_TRACE = 8;

const [DEBUG, INFO, ERROR] = [5, 9, 17];

/** The held bytes reach their bound after some turns. */
const TURN_MILLIS = 1_000;

/** Then the same traces come again; by then they are neither held nor known as failed. */
const TURNS = 40;

const CONTEXT = /** @type {const} */ ({
  minSeverity: 'DEBUG',
  trigger: 'ERROR',
  maxAgeMillis: 30_000,
  maxBytes: 8_388_608,
});

/** Records that are sent, left out, held, or held and then sent, with minSeverity INFO. @param {Source} source */
export function benchErrorContext(source) {
  const info = createTurns(() => INFO);
  const debug = createTurns(() => DEBUG);
  const failing = createTurns((place) => (place === PER_TRACE - 1 ? ERROR : DEBUG));
  group(`error context, ${COUNT} records, typical`, () => {
    summary(() => {
      bench('error context, sent at once', adding(source, info, CONTEXT));
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
 * @returns {ReadableLogRecord[][]}
 */
function createTurns(severityOf) {
  return Array.from({ length: TURNS }, (_, turn) => createTraces(severityOf, (turn * COUNT) / PER_TRACE));
}

/**
 * @param {(place: number) => number} severityOf
 * @param {number} first
 * @returns {ReadableLogRecord[]}
 */
function createTraces(severityOf, first) {
  return createRecords({ kind: 'typical', count: COUNT, streams: 1 }).map((record, index) => {
    const id = String(first + Math.floor(index / PER_TRACE) + 1);
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
 * @param {readonly ReadableLogRecord[][]} turns
 * @param {typeof CONTEXT | undefined} errorContext
 */
function adding(source, turns, errorContext) {
  const { writer, events } = createBenchWriter(source, 'otlp');
  const route = { destination: { logGroupName: 'g', logStreamName: 's' }, entity: undefined };
  let turn = 0;
  const ingest = source.createIngest({
    router: { route: () => route, routeTo: () => route },
    writer,
    events,
    outbox: { add: () => 0, entityOf: () => undefined },
    clock: { now: Date.now, elapsed: () => turn * TURN_MILLIS, update: () => {} },
    selection: source.createSelection(
      { minSeverity: { default: 'INFO' }, traceBased: false, errorContext },
      () => {},
    ),
    context: errorContext && source.createErrorContext(errorContext, writer, () => {}),
    accepted: () => {},
    lost: () => {},
  });
  return () => {
    for (const record of turns[turn % TURNS] ?? []) ingest.add(record);
    turn++;
    return ingest.commit();
  };
}
