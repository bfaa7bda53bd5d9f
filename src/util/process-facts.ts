import { hostname } from 'node:os';

/** What this process knows about itself when its resource does not say it. */
export interface ProcessFacts {
  readonly hostName: string;
  readonly pid: number;
  /** On Lambda, the value of `AWS_LAMBDA_LOG_STREAM_NAME`. */
  readonly faasInstance?: string;
}

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
