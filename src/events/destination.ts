import type { Destination } from './model.js';

/** Records whose names could not be read are counted here. */
export const UNKNOWN_DESTINATION: Destination = { logGroupName: 'unknown', logStreamName: 'unknown' };

/** A unique text for each pair of names. */
export function keyOf({ logGroupName, logStreamName }: Destination): string {
  // The name of a log group cannot contain a colon.
  return `${logGroupName}:${logStreamName}`;
}
