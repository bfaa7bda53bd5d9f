/** What arrives of each call: body, severity and attributes; stack traces are compared by their first line. */
export interface Expected {
  readonly body?: unknown;
  readonly severity: readonly [number, string];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly eventName?: string;
  readonly inSpan?: true;
}

/** What an error's stack trace starts with. */
const BOOM = { 'exception.message': 'boom', 'exception.stacktrace': 'Error: boom' };
const ROOT = { type: 'TypeError', message: 'root', stacktrace: 'TypeError: root' };
const NESTED = { user: { id: 1, tags: ['a', 'b'], none: null }, amount: 1.5 };
const CIRCLE = { circle: { name: 'circle', self: '[Circular]' } };

/** Bunyan's loggers have a name. */
const APP = { name: 'app' };

const DEBUG = [5, 'debug'] as const;
const INFO = [9, 'info'] as const;
const WARN = [13, 'warn'] as const;
const ERROR = [17, 'error'] as const;
const FATAL = [21, 'fatal'] as const;

const IN_SPAN: Expected = { body: 'in a span', severity: INFO, inSpan: true };
const EVENT: Expected = { body: 'event', severity: INFO, eventName: 'order.placed' };

function causeOf(key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(ROOT).map(([name, value]) => [`${key}.cause.${name}`, value]));
}

/** Where a bridge itself changes or loses something, a comment says so; docs/iam-and-querying.md has the same in a table. */
const WINSTON: readonly Expected[] = [
  { body: 'hello', severity: INFO },
  { body: 'with meta', severity: WARN, attributes: { orderId: 7, 'http.route': '/orders' } },
  { body: 'boom', severity: ERROR, attributes: { ...BOOM, 'exception.type': 'Error' } },
  {
    // winston itself joins the two messages; the type is the error's code; its properties come twice.
    body: 'failed boom',
    severity: ERROR,
    attributes: {
      ...BOOM,
      'exception.type': 'E_MY',
      code: 'E_MY',
      orderId: 7,
      stack: 'Error: boom',
      cause: { name: 'TypeError', message: 'root', stack: 'TypeError: root' },
    },
  },
  // Other properties of the error are lost.
  { body: 'failed', severity: ERROR, attributes: { ...BOOM, 'exception.type': 'E_MY', ...causeOf('err') } },
  { body: 'failed', severity: ERROR, attributes: { ...BOOM, 'exception.type': 'E_MY', ...causeOf('error') } },
  { body: 'nested', severity: INFO, attributes: NESTED },
  { body: 'from a child', severity: DEBUG, attributes: { module: 'cart', step: 2 } },
  // The bigint is lost, with a warning of diag.
  { body: 'bigint', severity: INFO, attributes: { kept: 1 } },
  { body: 'circular', severity: INFO, attributes: CIRCLE },
  // Dates and maps are lost, with a warning of diag each.
  { body: 'special', severity: INFO, attributes: { bytes: 'aGk=' } },
  // A string among the values is treated as an exception.
  { body: 'hello bob, 7', severity: INFO, attributes: { 'exception.message': 'bob' } },
  { body: 'an object', severity: INFO, attributes: { extra: true } },
  EVENT,
  IN_SPAN,
];

const PINO: readonly Expected[] = [
  { body: 'hello', severity: INFO },
  { body: 'with meta', severity: WARN, attributes: { orderId: 7, 'http.route': '/orders' } },
  { body: 'boom', severity: ERROR, attributes: { ...BOOM, 'exception.type': 'Error' } },
  // The cause is a part of the message; other properties of the error are lost.
  ...[0, 1].map((): Expected => ({
    body: 'failed',
    severity: ERROR,
    attributes: { ...BOOM, 'exception.type': 'E_MY', 'exception.message': 'boom: root' },
  })),
  // Under another key than `err` an error is an object: its message and stack are lost.
  { body: 'failed', severity: ERROR, attributes: { error: { code: 'E_MY', orderId: 7 } } },
  { body: 'nested', severity: INFO, attributes: NESTED },
  { body: 'from a child', severity: DEBUG, attributes: { module: 'cart', step: 2 } },
  // The last digits of the bigint are lost.
  { body: 'bigint', severity: INFO, attributes: { big: 12345678901234567000, kept: 1 } },
  { body: 'circular', severity: INFO, attributes: CIRCLE },
  // As JSON: the entries of the map are lost.
  {
    body: 'special',
    severity: INFO,
    attributes: {
      date: '1970-01-01T00:00:00.000Z',
      map: {},
      bytes: { type: 'Buffer', data: [104, 105] },
    },
  },
  { body: 'hello bob, 7', severity: INFO },
  { severity: FATAL, attributes: { extra: true } },
  EVENT,
  IN_SPAN,
];

const BUNYAN: readonly Expected[] = [
  { body: 'hello', severity: INFO, attributes: APP },
  { body: 'with meta', severity: WARN, attributes: { ...APP, orderId: 7 } },
  { body: 'boom', severity: ERROR, attributes: { ...APP, ...BOOM, 'exception.type': 'Error' } },
  // The cause and other properties of the error are lost.
  { body: 'failed', severity: ERROR, attributes: { ...APP, ...BOOM, 'exception.type': 'E_MY' } },
  { body: 'nested', severity: INFO, attributes: { ...APP, ...NESTED } },
  { body: 'from a child', severity: INFO, attributes: { ...APP, module: 'cart', step: 2 } },
  // The bigint is lost, with a warning of diag, if bunyan itself does not throw first.
  { body: 'bigint', severity: INFO, attributes: { ...APP, kept: 1 } },
  { body: 'bunyan threw', severity: INFO, attributes: APP },
  // What is circular is lost, with a warning of diag.
  { body: 'circular', severity: INFO, attributes: { ...APP, kept: 1 } },
  // So are dates and maps.
  { body: 'special', severity: INFO, attributes: { ...APP, bytes: 'aGk=' } },
  { body: 'hello bob, 7', severity: INFO, attributes: APP },
  { ...EVENT, attributes: APP },
  { ...IN_SPAN, attributes: APP },
];

export const BRIDGES = {
  winston: { scope: '@opentelemetry/winston-transport', expected: WINSTON, loses: ['big', 'date', 'map'] },
  pino: { scope: '@opentelemetry/instrumentation-pino', expected: PINO, loses: [] },
  bunyan: {
    scope: '@opentelemetry/instrumentation-bunyan',
    expected: BUNYAN,
    loses: ['big', 'circle', 'date', 'map'],
  },
} as const;
