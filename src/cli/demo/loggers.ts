import { context, trace, type Context } from '@opentelemetry/api';
import { packageFor } from '../../register/missing-packages.js';
import { findNodeSdk } from '../../register/node-sdk.js';
import { createPackages } from '../../register/packages.js';
import { globalProvider } from '../../register/share-logger-provider.js';

export type ShopLevel = 'debug' | 'info' | 'warn' | 'error';

/** Logs one record. Its attribute `seq` is its number. */
export type Log = (level: ShopLevel, message: string, attributes?: object) => void;

export interface Loggers {
  /** Which of the possible loggers are installed, and which are not. */
  readonly found: readonly string[];
  readonly missing: readonly string[];
  /** Records logged so far. */
  readonly count: number;
  /** The logger of one part of the shop: the library if it is installed, otherwise OpenTelemetry itself. */
  of(part: string, library?: 'winston' | 'pino'): Log;
}

type Bridged = Readonly<Record<string, (...args: unknown[]) => void>>;

const SEVERITY: Readonly<Record<ShopLevel, number>> = { debug: 5, info: 9, warn: 13, error: 17 };

/** Loggers as a service uses them. `register` has instrumented those whose packages it found. */
export function createLoggers(): Loggers {
  const packages = createPackages();
  const instrumented = findNodeSdk(packages)?.ofAuto;
  const libraries = new Map<string, ReturnType<NodeJS.Require>>();
  for (const name of ['winston', 'pino'] as const) {
    const file = packages.find(name);
    if (file === undefined || packageFor(name, packages, instrumented) !== undefined) continue;
    libraries.set(name, packages.load(file));
  }
  let seq = 0;

  function bridged(library: string): Log | undefined {
    const module = libraries.get(library);
    if (module === undefined) return undefined;
    if (library === 'winston') {
      const winston: Bridged = module.createLogger({ level: 'debug' });
      return (level, message, attributes) => winston[level]?.(message, { ...attributes, seq: ++seq });
    }
    // The output of the logger itself is discarded.
    const pino: Bridged = module({ level: 'debug' }, { write: () => undefined });
    return (level, message, attributes) => pino[level]?.({ ...attributes, seq: ++seq }, message);
  }

  return {
    found: [...libraries.keys(), 'OpenTelemetry'],
    missing: ['winston', 'pino'].filter((name) => !libraries.has(name)),
    get count() {
      return seq;
    },
    of(part, library) {
      const own = library === undefined ? undefined : bridged(library);
      if (own !== undefined) return own;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both APIs of OpenTelemetry have this method
      const logger = globalProvider()?.getLogger(`shop.${part}`) as
        { emit(record: object): void } | undefined;
      return (level, message, attributes) =>
        logger?.emit({
          severityNumber: SEVERITY[level],
          severityText: level.toUpperCase(),
          body: message,
          attributes: { ...attributes, seq: ++seq },
          context: current,
        });
    },
  };
}

/** A context manager for a process that has none. The shop handles one order at a time, so this is enough. */
let current: Context = context.active();

/** Runs the work within a trace of that id. */
export async function inTrace<T>(traceId: string, work: () => Promise<T> | T): Promise<T> {
  const spanContext = { traceId, spanId: traceId.slice(0, 16), traceFlags: 1 };
  current = trace.setSpan(context.active(), trace.wrapSpanContext(spanContext));
  try {
    return await context.with(current, work);
  } finally {
    current = context.active();
  }
}
