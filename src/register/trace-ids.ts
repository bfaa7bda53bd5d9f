import { trace } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import { apiGlobal } from './api-globals.js';
import type { Packages } from './packages.js';

const SDK_TRACE = '@opentelemetry/sdk-trace';

/**
 * Lets spans have ids where none are exported: with OTEL_TRACES_EXPORTER=none NodeSDK registers no tracer at all, and
 * records of one request could not be found by their trace id.
 *
 * @param packages - as auto-instrumentations find packages
 */
export function giveTraceIds(packages: Packages, env = process.env): void {
  if (env['OTEL_TRACES_EXPORTER']?.trim().toLowerCase() !== 'none') return;
  if (apiGlobal('trace') !== undefined) return;
  const sdkNode = packages.find('@opentelemetry/sdk-node');
  const file = sdkNode && packages.from(sdkNode).find(SDK_TRACE);
  if (file === undefined) return;
  const sdk: { readonly TracerProvider: new () => TracerProvider } = packages.load(file);
  trace.setGlobalTracerProvider(new sdk.TracerProvider());
}
