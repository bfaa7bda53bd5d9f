import { leastNumberOf } from '../events/severity.js';
import type { BudgetSettings } from '../options/resolve-options.js';
import { HOUR_MILLIS } from '../util/durations.js';

/** After this time the whole budget is available again. */
const BUDGET_MILLIS = HOUR_MILLIS;

/** What may be sent in an hour. The hours count from the first record. */
export interface Budget {
  /** Whether the budget allows a record of that severity. An unknown severity is below every level. */
  allows(severityNumber: number | undefined, elapsedMillis: number): boolean;
  /** This many bytes were written. */
  spend(bytes: number, elapsedMillis: number): void;
  /** Milliseconds until the budget is renewed. */
  untilRenewal(elapsedMillis: number): number;
}

export function createBudget({ bytesPerHour, minSeverity }: BudgetSettings): Budget {
  const alwaysSent = leastNumberOf(minSeverity);
  let since: number | undefined;
  let left = bytesPerHour;

  function renew(now: number): number {
    since ??= now;
    const hours = Math.floor((now - since) / BUDGET_MILLIS);
    if (hours > 0) {
      since += hours * BUDGET_MILLIS;
      left = bytesPerHour;
    }
    return since;
  }

  return {
    allows(severityNumber, now) {
      if (severityNumber !== undefined && severityNumber >= alwaysSent) return true;
      renew(now);
      return left > 0;
    },
    spend(bytes, now) {
      renew(now);
      left -= bytes;
    },
    untilRenewal: (now) => renew(now) + BUDGET_MILLIS - now,
  };
}
