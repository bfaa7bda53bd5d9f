import { messageOf } from '../messages/message.js';
import { invalid, trimmedValue, type Warn } from './environment-text.js';
import type { Environment } from '../util/environment.js';
import { MAX_TIMER_MILLIS } from '../util/durations.js';

/** The settings of batch processors that are set, by the names of their constructor. */
export type BatchSettings = Partial<Record<keyof typeof VARIABLES, number>>;

const VARIABLES = {
  maxQueueSize: 'OTEL_BLRP_MAX_QUEUE_SIZE',
  maxExportBatchSize: 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE',
  scheduledDelayMillis: 'OTEL_BLRP_SCHEDULE_DELAY',
  exportTimeoutMillis: 'OTEL_BLRP_EXPORT_TIMEOUT',
} as const;

export function readBatchSettings(env: Environment, warn: Warn): BatchSettings {
  const settings: Record<string, number> = {};
  for (const [setting, variable] of Object.entries(VARIABLES)) {
    const text = trimmedValue(env, variable);
    if (text === '') continue;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= MAX_TIMER_MILLIS) settings[setting] = value;
    else warn(invalid(variable, 'an integer of at least 1', text));
  }
  return settings;
}

/** Reports settings without effect: the processor of CloudWatch Logs has a delay, but no queue and no batches. */
export function warnOfUnused(batch: BatchSettings, warn: Warn): void {
  const { scheduledDelayMillis: _, ...unused } = VARIABLES;
  const names = Object.entries(unused)
    .filter(([setting]) => setting in batch)
    .map(([, variable]) => variable);
  if (names.length === 0) return;
  warn(messageOf('CWL_BATCH_SETTINGS_UNUSED', { variables: names.join(', ') }));
}
