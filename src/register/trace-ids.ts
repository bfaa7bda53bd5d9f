import { trace } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import { apiGlobal } from './api-globals.js';
import type { Packages } from './packages.js';
import { type Environment, listOf } from './environment-text.js';

const SDK_TRACE = '@opentelemetry/sdk-trace';

/**
 * Lets spans have ids where none are exported: with OTEL_TRACES_EXPORTER=none NodeSDK registers no tracer at all, and
 * records of one request could not be found by their trace id. To OpenTelemetry `none` means no exporter; what it
 * calls the SDK's own switch is OTEL_SDK_DISABLED. The SDKs of other languages keep their ids too.
 *
 * @param packages - as auto-instrumentations find packages
 */
export function giveTraceIds(packages: Packages, env: Environment = process.env): void {
  if (!listOf(env, 'OTEL_TRACES_EXPORTER').includes('none')) return;
  if (apiGlobal('trace') !== undefined) return;
  const sdkNode = packages.find('@opentelemetry/sdk-node');
  const file = sdkNode && packages.from(sdkNode).find(SDK_TRACE);
  if (file === undefined) return;
  const sdk: { readonly TracerProvider: new () => TracerProvider } = packages.load(file);
  trace.setGlobalTracerProvider(new sdk.TracerProvider());
}
