import type { Destination } from './model.js';

/** Where a record is counted whose names could not be read. */
export const UNKNOWN_DESTINATION: Destination = { logGroupName: 'unknown', logStreamName: 'unknown' };
