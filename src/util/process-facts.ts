import { hostname } from 'node:os';

/** Facts of this process, for what its resource does not contain. */
export interface ProcessFacts {
  readonly hostName: string;
  readonly pid: number;
  /** On Lambda, the value of `AWS_LAMBDA_LOG_STREAM_NAME`. */
  readonly faasInstance?: string;
}

/** The values that names use where the resource has none. */
export function processFacts(): ProcessFacts {
  return {
    hostName: hostname(),
    pid: process.pid,
    ...(process.env['AWS_LAMBDA_LOG_STREAM_NAME'] && {
      faasInstance: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    }),
  };
}
