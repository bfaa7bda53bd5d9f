import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import {
  autoInstrumentationsRan,
  findAutoInstrumentations,
  runAutoInstrumentations,
} from './auto-instrumentations.js';
import { type Closable, installExitHooks } from './exit-hooks.js';
import { registerImportHook } from './import-hook.js';
import { createLogService } from './log-service.js';
import { loadedTooEarly, missingPackages } from './missing-packages.js';
import { createPackages, type Packages } from './packages.js';
import { detectResource } from './resource.js';
import { readSettings, type Settings } from './settings.js';
import { globalProvider, shareLoggerProvider } from './share-logger-provider.js';
import { setStderrDiagLogger } from './stderr-diag-logger.js';
import { giveTraceIds } from './trace-ids.js';
import { CHANNEL_NAME, followMainThread, withWorkers } from './worker-threads.js';

/** Sets up logs, and with auto-instrumentations everything else, by the environment alone. */
export function start({ esm }: { readonly esm: boolean }): void {
  const settings = readSettings(process.env);
  if (settings.logs === 'off') return;
  setStderrDiagLogger(settings.diagLevel);
  const logger = diag.createComponentLogger({ namespace: 'opentelemetry-exporter-cloudwatch-logs/register' });
  const warn = (message: string): void => logger.warn(message);
  settings.warnings.forEach(warn);

  const packages = createPackages();
  const commandLine = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''];
  const auto = findAutoInstrumentations(packages, commandLine, esm);
  // Asked before the hooks at the end of the process take its listener over.
  const autoRan = autoInstrumentationsRan();
  if (settings.logs === 'here') attempt('set up logs', warn, () => startLogs(packages, settings, warn));
  const early = autoRan ? undefined : loadedTooEarly(packages);
  if (auto !== undefined && !autoRan) {
    attempt(`load ${auto}`, warn, () =>
      runAutoInstrumentations(packages, auto, { exportsLogs: settings.logs === 'others' }),
    );
  }
  if (auto !== undefined) attempt('give trace ids', warn, () => giveTraceIds(packages.from(auto)));
  const instrumented = auto === undefined ? packages : packages.from(auto);
  attempt('register the hook for ES modules', warn, () => registerImportHook(instrumented, commandLine));

  const missing = missingPackages(packages, auto === undefined ? undefined : instrumented);
  if (settings.logs !== 'here') return;
  for (const line of [missing, early]) if (line !== undefined) warn(line);
}

function startLogs(packages: Packages, settings: Settings, warn: (message: string) => void): void {
  if (globalProvider() !== undefined) {
    warn(
      'another LoggerProvider was registered before: logs go there, and none to CloudWatch Logs. ' +
        'Load this register first, or set OTEL_LOGS_EXPORTER=cloudwatch so that the other one leaves logs alone.',
    );
    return;
  }
  const resource = detectResource({ packages, warn }, settings);
  const service = createLogService(process.env, resource, settings.batch);
  shareLoggerProvider(service.provider);
  installExitHooks(inAllThreads(service), process, {
    handleSignals: isMainThread,
    maxMillis: service.maxMillis,
  });
}

/** A signal reaches the main thread alone, and its end is that of the workers. */
function inAllThreads(service: Closable): Closable {
  const channel = new BroadcastChannel(CHANNEL_NAME);
  if (isMainThread) return withWorkers(service, { channel, owner: process });
  followMainThread(service, { channel, owner: process, thread: threadId });
  return service;
}

/** What cannot be set up is told of, and is no reason for a service not to start. */
function attempt(what: string, warn: (message: string) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    warn(`could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
