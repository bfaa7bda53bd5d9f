import { isObject } from '../util/is-object.js';

/** The global registrations of `@opentelemetry/api`: all copies of it share them. */
export function apiGlobal(name: ApiGlobal): unknown {
  const globals: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
  return isObject(globals) ? Reflect.get(globals, name) : undefined;
}
type ApiGlobal = 'context' | 'diag' | 'logs' | 'metrics' | 'propagation' | 'trace';

/** Whether any SDK has started: each registers at least one of these. */
export function sdkHasStarted(): boolean {
  const registered: readonly ApiGlobal[] = ['context', 'propagation', 'trace', 'metrics'];
  return registered.some((name) => apiGlobal(name) !== undefined);
}

/** Flushes the global tracer and meter providers, whichever SDK registered them; never rejects. */
export async function flushTracesAndMetrics(): Promise<void> {
  await Promise.allSettled([apiGlobal('trace'), apiGlobal('metrics')].map(async (global) => flush(global)));
}

/** The API registers a proxy for traces, and the provider itself for metrics. */
async function flush(provider: unknown): Promise<unknown> {
  if (hasMethod(provider, 'getDelegate')) return flush(provider.getDelegate());
  return hasMethod(provider, 'forceFlush') ? provider.forceFlush() : undefined;
}

function hasMethod<Name extends string>(value: unknown, name: Name): value is Record<Name, () => unknown> {
  return isObject(value) && typeof Reflect.get(value, name) === 'function';
}
