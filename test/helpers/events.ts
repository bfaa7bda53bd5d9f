import type { Destination, LogEvent } from '../../src/model.js';

/** The overhead that the service counts for each event, in bytes. */
const OVERHEAD = 26;

/** A destination of its own. */
export function destination(logStreamName = 's', logGroupName = 'g'): Destination {
  return { logGroupName, logStreamName };
}

/** An event that has a time and a size and no bytes worth reading; not the first of its block. */
export function bareEvent(timestamp: number, size = 100, arrival = 0): LogEvent {
  return { timestamp, size, block: new Uint8Array(0), start: 1, end: size + 1, arrival };
}

/** Events in one block, neighbours parted by a comma, as the encoder gives them. */
export function block(...parts: readonly (readonly [timestamp: number, message: string])[]): LogEvent[] {
  const texts = parts.map(([timestamp, message]) => JSON.stringify({ timestamp, message }));
  const bytes = Buffer.from(texts.join(','));
  let start = 0;
  return parts.map(([timestamp, message], index) => {
    const end = start + Buffer.byteLength(texts[index]!);
    const made = {
      timestamp,
      size: Buffer.byteLength(message) + OVERHEAD,
      block: bytes,
      start,
      end,
      arrival: 0,
    };
    start = end + 1;
    return made;
  });
}

/** One event in a block of its own. */
export function event(message: string, timestamp = 1): LogEvent {
  return block([timestamp, message])[0]!;
}

/** The message of an event. */
export function messageOf({ block: bytes, start, end }: LogEvent): string {
  const { message }: { message: string } = JSON.parse(Buffer.from(bytes).toString('utf8', start, end));
  return message;
}
