import { hostname } from 'node:os';
import type { ProcessFacts } from './route/resource-values.js';

/** What names fall back to where the resource does not say it. */
export function processFacts(): ProcessFacts {
  return {
    hostName: hostname(),
    pid: process.pid,
    ...(process.env['AWS_LAMBDA_LOG_STREAM_NAME'] && {
      faasInstance: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    }),
  };
}
