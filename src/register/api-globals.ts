/** What has been registered with `@opentelemetry/api`: each copy of it looks here. */
export function apiGlobal(name: 'diag' | 'logs' | 'trace'): unknown {
  const globals: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
  return typeof globals === 'object' && globals !== null ? Reflect.get(globals, name) : undefined;
}
