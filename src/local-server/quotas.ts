import { ACCOUNT_QUOTAS } from './model/limits.js';
import type { Quotas } from './model/types.js';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Token buckets of one second each: true when a call of this action still has a token. */
export function createQuotas(quotas: 'account' | Quotas, now: () => number): (action: string) => boolean {
  const rates = new Map<string, number>(
    Object.entries<number | undefined>(quotas === 'account' ? ACCOUNT_QUOTAS : quotas).flatMap(
      ([action, rate]) => (rate === undefined ? [] : [[action, rate] as const]),
    ),
  );
  const buckets = new Map<string, Bucket>();
  return (action) => {
    const rate = rates.get(action);
    if (rate === undefined) return true;
    const time = now();
    const bucket = buckets.get(action) ?? { tokens: rate, filledAt: time };
    buckets.set(action, bucket);
    const elapsedSeconds = Math.max(0, time - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(rate, bucket.tokens + elapsedSeconds * rate);
    bucket.filledAt = time;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}
