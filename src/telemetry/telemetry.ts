import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Message } from '../messages/message.js';
import type { Clock } from '../util/clock.js';
import { createBlockers, type Blockers } from './blockers.js';
import type { Diagnostics } from './diagnostics.js';
import { createHourlyWarnings } from './hourly-warnings.js';
import { createLosses, type Losses } from './losses.js';
import { createMetrics, type Metrics } from './metrics.js';
import { createNotSent, type NotSent } from './not-sent.js';
import { createOutageWatch, type OutageWatch } from './outage.js';
import type { SecretFilter } from './secret-filter.js';
import { createVolume, type Volume } from './volume.js';

export interface TelemetryParts {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly secretFilter: Pick<SecretFilter, 'error'>;
  /** Counts of events and bytes without an answer. */
  readonly outbox: { readonly count: number; readonly bytes: number };
}

/** What the exporter reports about itself: counts, losses, and problems with their ends. */
export interface Telemetry {
  readonly diagnostics: Diagnostics;
  readonly metrics: Metrics;
  readonly losses: Losses;
  readonly outage: OutageWatch;
  readonly blockers: Blockers;
  readonly volume: Volume;
  readonly notSent: NotSent;
  /** Events that wait now. */
  readonly waiting: () => number;
  /** Warns once an hour for each code. */
  readonly warnHourly: (message: Message) => void;
  /** Reports what is not reported yet, and stops observing. */
  close(): void;
}

export function createTelemetry(
  { clock, diagnostics, secretFilter, outbox }: TelemetryParts,
  { onLoss, selfObsMeterProvider }: Pick<ResolvedOptions, 'onLoss' | 'selfObsMeterProvider'>,
): Telemetry {
  const { info, warn, errorOnce } = diagnostics;
  const { elapsed } = clock;
  const waiting = (): number => outbox.count;
  const metrics = createMetrics(selfObsMeterProvider, () => outbox.bytes);
  const losses = createLosses({ clock, onLoss, warn, redact: secretFilter.error });
  const outage = createOutageWatch({ elapsed, say: warn, alarm: errorOnce, waiting });
  const blockers = createBlockers({ elapsed, say: warn, errorOnce, waiting });
  const volume = createVolume(elapsed, info);
  const notSent = createNotSent({ count: metrics.notSent, info });
  const warnHourly = createHourlyWarnings({ elapsed, warn });

  return {
    diagnostics,
    metrics,
    losses,
    outage,
    blockers,
    volume,
    notSent,
    waiting,
    warnHourly,
    close() {
      losses.tell();
      notSent.tell();
      volume.tell();
      metrics.close();
    },
  };
}
