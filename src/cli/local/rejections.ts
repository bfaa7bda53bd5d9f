import type { RejectedCounts } from '../../local-server/index.js';

/** Why an accepted call left events out, in words. */
export const REJECTIONS: Readonly<Record<keyof RejectedCounts, readonly [label: string, rule: string]>> = {
  tooOld: ['too old', 'more than 14 days old'],
  tooNew: ['too new', 'more than 2 hours ahead'],
  expired: ['expired', 'older than the retention of its group'],
};
