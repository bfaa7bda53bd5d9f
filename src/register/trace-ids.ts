import { trace } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import { apiGlobal } from './api-globals.js';
import type { Packages } from './packages.js';
import { wordsIn } from './environment-text.js';
import type { Environment } from '../util/environment.js';

const SDK_TRACE = '@opentelemetry/sdk-trace';

/**
 * Gives spans ids where none are exported: with OTEL_TRACES_EXPORTER=none NodeSDK registers no tracer, and records of
 * one request would have no common trace id. In OpenTelemetry `none` means no exporter; the switch for the SDK itself is
 * OTEL_SDK_DISABLED. The SDKs of other languages keep their ids too.
 *
 * @param packages - finds packages as auto-instrumentations do
 */
export function giveTraceIds(packages: Packages, env: Environment = process.env): void {
  if (!wordsIn(env, 'OTEL_TRACES_EXPORTER').includes('none')) return;
  if (apiGlobal('trace') !== undefined) return;
  const sdkNode = packages.find('@opentelemetry/sdk-node');
  const file = sdkNode && packages.from(sdkNode).find(SDK_TRACE);
  if (file === undefined) return;
  const sdk: { readonly TracerProvider: new () => TracerProvider } = packages.load(file);
  trace.setGlobalTracerProvider(new sdk.TracerProvider());
}
