import type { Destination } from './model.js';

/** Where a record is counted whose names could not be read. */
export const UNKNOWN_DESTINATION: Destination = { logGroupName: 'unknown', logStreamName: 'unknown' };

/** One text for each pair of names. */
export function keyOf({ logGroupName, logStreamName }: Destination): string {
  // No name of a log group has a colon.
  return `${logGroupName}:${logStreamName}`;
}
