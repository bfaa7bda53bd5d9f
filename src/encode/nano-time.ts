import type { HrTime } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.js';

/** Writes a time as whole nanoseconds: digit by digit, because no JavaScript number holds them. */
export function writeNanos(out: ByteWriter, [seconds, nanos]: HrTime): void {
  const wholeSeconds = Math.floor(seconds);
  if (wholeSeconds === 0) {
    out.integer(Math.floor(nanos));
  } else {
    out.seconds(wholeSeconds);
    out.integer(Math.floor(nanos), 9);
  }
}

/** The digits that {@link writeNanos} writes. */
export function nanosText([seconds, nanos]: HrTime): string {
  return String(BigInt(Math.floor(seconds)) * 1_000_000_000n + BigInt(Math.floor(nanos)));
}
