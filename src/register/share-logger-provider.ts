import * as api from '@opentelemetry/api';
import { apiGlobal } from './api-globals.js';
import { createPackages, type Packages } from './packages.js';
import { isObject } from '../util/is-object.js';

/**
 * A LoggerProvider of either API: both lines have the same methods.
 * @since 0.1.0
 */
export interface AnyLoggerProvider {
  // oxlint-disable-next-line typescript/no-explicit-any -- the two APIs differ in the types of their options
  getLogger(name: string, version?: string, options?: any): object;
}

/**
 * Which of the two global providers is now the one that was passed.
 * @since 0.1.0
 */
export interface SharedGlobals {
  /** That of `@opentelemetry/api`; `undefined` before its version 1.10, which has none. */
  readonly api: boolean | undefined;
  /** That of `@opentelemetry/api-logs`. */
  readonly apiLogs: boolean;
}

/** The global of `@opentelemetry/api-logs`; all copies of that package share it. */
const API_LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs');
const API_LOGS_VERSION = 1;

/** What both APIs have in common. */
interface LogsApi {
  getLoggerProvider(): AnyLoggerProvider;
  setGlobalLoggerProvider(provider: AnyLoggerProvider): unknown;
}

/**
 * Makes one LoggerProvider the global one of both OpenTelemetry APIs. `@opentelemetry/api` 1.10 has brought a second
 * global for logs, and nothing leads from one to the other: on the 3.x line NodeSDK sets the new one alone, while
 * winston's transport still looks at the old one, that of `@opentelemetry/api-logs`, and would deliver nothing.
 *
 * A global that is set already stays as it is.
 *
 * @param provider - without it, the provider that one of the globals has, for instance from `NodeSDK.start()`
 * @example
 * const sdk = new NodeSDK({ logRecordProcessors: [new BatchLogRecordProcessor({ exporter })] });
 * sdk.start();
 * shareLoggerProvider();
 * @since 0.1.0
 */
export function shareLoggerProvider(provider = globalProvider()): SharedGlobals {
  const logs = logsOfApi();
  if (provider === undefined) return { api: logs && false, apiLogs: false };
  if (logs && providerOfApi() === undefined) logs.setGlobalLoggerProvider(provider);
  if (providerOfApiLogs() === undefined) setOnApiLogs(provider, createPackages());
  return {
    api: logs && providerOfApi() === provider,
    apiLogs: providerOfApiLogs() === provider,
  };
}

/** The provider that was registered first, on either global. */
export function globalProvider(): AnyLoggerProvider | undefined {
  return providerOfApi() ?? providerOfApiLogs();
}

/** Undefined before 1.10. */
function logsOfApi(): LogsApi | undefined {
  // Read from the namespace: a named import of a missing export would fail to link.
  const exported: object = api;
  const logs: LogsApi | undefined = Reflect.get(exported, 'logs');
  return logs;
}

function providerOfApi(): AnyLoggerProvider | undefined {
  const provider = apiGlobal('logs');
  return isProvider(provider) ? provider : undefined;
}

function isProvider(value: unknown): value is AnyLoggerProvider {
  return isObject(value) && 'getLogger' in value;
}

function providerOfApiLogs(): AnyLoggerProvider | undefined {
  const getter: unknown = Reflect.get(globalThis, API_LOGS_GLOBAL);
  if (typeof getter !== 'function') return undefined;
  const provider: unknown = getter(API_LOGS_VERSION);
  return isProvider(provider) ? provider : undefined;
}

/** The package, if it is installed, also updates the loggers that it has handed out before. */
function setOnApiLogs(provider: AnyLoggerProvider, packages: Packages): void {
  const file = packages.find('@opentelemetry/api-logs');
  if (file !== undefined) {
    const { logs }: { readonly logs: LogsApi } = packages.load(file);
    logs.setGlobalLoggerProvider(provider);
  } else {
    Reflect.set(globalThis, API_LOGS_GLOBAL, (version: number) =>
      version === API_LOGS_VERSION ? provider : undefined,
    );
  }
}
