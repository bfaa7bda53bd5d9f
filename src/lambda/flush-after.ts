import { CodedError, messageOf } from '../messages/message.js';
import { within } from '../util/within.js';
import { isObject } from '../util/is-object.js';

/** Milliseconds that Lambda needs to answer after a flush that used all of its time. */
const ANSWER_MILLIS = 200;

/**
 * The exporter, a processor or a LoggerProvider.
 * @since 0.1.0
 */
export interface Flushable {
  forceFlush(): Promise<unknown>;
}

/**
 * Wraps a handler of AWS Lambda so that its records are delivered before the process is frozen: awaits the handler, then
 * a flush. Its answer and its errors pass unchanged, and a flush that fails changes neither. Streaming handlers can be
 * wrapped before or after `awslambda.streamifyResponse`; handlers that answer by a callback cannot.
 *
 * The flush ends after `flushTimeoutMillis` (5,000 ms), and in any case 200 ms before the function's own timeout.
 *
 * @param handler - the handler; it answers by a promise or a stream
 * @param target - the `BatchLogRecordProcessor` where there is one: the exporter cannot flush what waits in it
 * @throws Error with the code `CWL_LAMBDA_CALLBACK`, into a handler that calls its callback
 * @example
 * export const handler = flushAfter(async (event) => handle(event), processor);
 * @since 0.1.0
 */
export function flushAfter<Args extends unknown[], Answer>(
  handler: (...args: Args) => Answer,
  target: Flushable,
): (...args: Args) => Promise<Awaited<Answer>> {
  // A rest parameter: the runtime detects callback handlers by the number of named parameters, and Node 24 refuses them.
  const wrapped = async (...args: Args): Promise<Awaited<Answer>> => {
    try {
      // Calling it would answer before the flush. Older runtimes pass one to every handler.
      if (typeof args[2] === 'function') args[2] = refuseCallback;
      return await handler(...args);
    } finally {
      await flush(target, args);
    }
  };
  // The runtime detects a streaming handler by a symbol.
  for (const symbol of Object.getOwnPropertySymbols(handler)) {
    Reflect.set(wrapped, symbol, Reflect.get(handler, symbol));
  }
  return wrapped;
}

function refuseCallback(): never {
  throw new CodedError(messageOf('CWL_LAMBDA_CALLBACK'));
}

async function flush(target: Flushable, args: readonly unknown[]): Promise<void> {
  const work = (async () => target.forceFlush())().catch(() => undefined);
  const millis = remainingMillis(args);
  if (millis === undefined) await work;
  else await within(Math.max(0, millis - ANSWER_MILLIS), work);
}

/** Reads the context of the invocation: the second argument; the third of streaming handlers. */
function remainingMillis(args: readonly unknown[]): number | undefined {
  for (const arg of args.slice(1, 3)) {
    if (!isObject(arg)) continue;
    const read: unknown = Reflect.get(arg, 'getRemainingTimeInMillis');
    const millis: unknown = typeof read === 'function' ? read.call(arg) : undefined;
    if (typeof millis === 'number') return millis;
  }
  return undefined;
}
