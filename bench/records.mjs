/** @import { LogRecord } from '@opentelemetry/api-logs' */
/** @import { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { RecordKind } from './types.js' */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { createRandom } from './random.mjs';

/** The attribute that names the log stream in workloads with several of them. */
export const STREAM_ATTRIBUTE = 'shard';

const RESOURCE = resourceFromAttributes({
  'service.name': 'checkout',
  'service.version': '4.18.2',
  'deployment.environment.name': 'production',
  'host.name': 'ip-10-0-12-34',
  'process.pid': 4242,
});

const SEVERITIES = /** @type {const} */ ([
  [SeverityNumber.INFO, 'INFO'],
  [SeverityNumber.INFO, 'INFO'],
  [SeverityNumber.DEBUG, 'DEBUG'],
  [SeverityNumber.WARN, 'WARN'],
]);
const ROUTES = ['/api/v1/orders/{id}', '/api/v1/carts/{id}/items', '/api/v1/payments', '/health'];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** @typedef {ReturnType<typeof createRandom>} Random */

/**
 * The records that a real SDK passes to an exporter: the same ones each time, for each subject.
 *
 * @param {{ kind: RecordKind, count: number, streams: number }} wanted
 * @returns {ReadableLogRecord[]}
 */
export function createRecords({ kind, count, streams }) {
  /** @type {ReadableLogRecord[]} */
  const records = [];
  const { logger } = createLogger({
    onEmit: (record) => void records.push(record),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  });
  // One after the other, so that a record lies in memory beside what it is made of.
  for (const input of inputsOf({ kind, count, streams })) logger.emit(input);
  return records;
}

/** A logger of a real SDK in front of the processor. @param {LogRecordProcessor} processor */
export function createLogger(processor) {
  const provider = new LoggerProvider({ resource: RESOURCE, processors: [processor] });
  return { provider, logger: provider.getLogger('checkout.orders', '1.4.0') };
}

/**
 * What an application emits to get these records.
 *
 * @param {{ kind: RecordKind, count: number, streams: number }} wanted
 * @returns {Generator<LogRecord>}
 */
export function* inputsOf({ kind, count, streams }) {
  const random = createRandom(20_240_817);
  const startMillis = Date.now() - 3_600_000;
  for (let index = 0; index < count; index++) {
    const [severityNumber, severityText] = random.pick(SEVERITIES);
    const timestamp = new Date(startMillis + index);
    yield {
      timestamp,
      observedTimestamp: timestamp,
      severityNumber,
      severityText,
      body: BODIES[kind](random),
      attributes: {
        'http.method': random.pick(METHODS),
        'http.route': random.pick(ROUTES),
        'http.status_code': random.pick([200, 200, 201, 404]),
        'user.id': `u-${random.digits(6)}`,
        'app.duration_ms': random.below(100_000) / 100,
        'app.cache_hit': random.below(2) === 0,
        ...(streams > 1 && { [STREAM_ATTRIBUTE]: `s${index % streams}` }),
      },
      context: index % 2 === 0 ? contextOf(random) : ROOT_CONTEXT,
    };
  }
}

/** @param {Random} random */
function contextOf(random) {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: random.hex(32),
    spanId: random.hex(16),
    traceFlags: 1,
  });
}

/** @type {Record<RecordKind, (random: Random) => string | ReturnType<typeof nestedBody>>} */
const BODIES = {
  typical: typicalBody,
  ascii: plainBody,
  'non-latin': (random) => (random.below(5) === 0 ? nonLatinBody(random) : plainBody(random)),
  nested: nestedBody,
};

/** @param {Random} random */
function typicalBody(random) {
  const hundredth = random.below(100);
  const text = plainBody(random);
  if (hundredth < 5) return text.replace('customer', 'Käufer Größe €').replace('warehouse', '倉庫');
  if (hundredth < 10) return text.replace('customer ', 'customer "VIP" ').replace(', ', ',\n\t');
  return text;
}

/** @param {Random} random */
function plainBody(random) {
  return `Order ${random.hex(12)} for customer ${random.digits(5)} was accepted by warehouse eu-${random.below(9)} after ${random.below(90)} checks, total ${random.digits(3)}.${random.digits(2)} EUR`;
}

/** @param {Random} random */
function nonLatinBody(random) {
  const id = random.digits(6);
  return random.below(2) === 0
    ? `Заказ ${id} принят складом и будет доставлен покупателю в течение двух рабочих дней, оплата подтверждена`
    : `注文番号${id}は倉庫で受け付けられました。お支払いが確認され次第、二営業日以内にお届けいたします。ありがとうございます`;
}

/** About 20 KB of JSON, a few levels deep. @param {Random} random */
function nestedBody(random) {
  return {
    event: 'order.placed',
    order: {
      id: random.hex(24),
      customer: { id: random.digits(7), name: 'Jörg Müller', tags: ['vip', 'returning', 'b2b'] },
      lines: Array.from({ length: 80 }, (_, line) => ({
        line,
        sku: `SKU-${random.digits(8)}`,
        title: 'Stainless steel water bottle, 750 ml, "matte" black',
        quantity: 1 + random.below(5),
        price: { net: random.below(100_000) / 100, taxRate: 0.19, currency: 'EUR' },
        stock: { warehouse: `eu-${random.below(9)}`, reserved: true, until: null },
      })),
    },
  };
}
