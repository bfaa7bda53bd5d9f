import type { Destination, LogEvent, ServiceEntity } from '../model.js';

const COMMA = 0x2c;
const END = ']}';

/** Joins events that are final bytes already into the body of one PutLogEvents request. */
export function composeBody(
  { logGroupName, logStreamName }: Destination,
  entity: ServiceEntity | undefined,
  events: readonly LogEvent[],
): Uint8Array<ArrayBuffer> {
  const head = JSON.stringify({ logGroupName, logStreamName, entity: entity && toKeyAttributes(entity) });
  const start = `${head.slice(0, -1)},"logEvents":[`;
  const eventBytes = events.reduce((sum, event) => sum + event.end - event.start + 1, 0);
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(start) + eventBytes - 1 + END.length);
  let at = body.write(start);
  for (const run of runs(events)) {
    if (body[at - 1] !== 0x5b) body[at++] = COMMA;
    body.set(run, at);
    at += run.length;
  }
  body.write(END, at, 'latin1');
  return body;
}

/** The form in which PutLogEvents takes a service. */
export function toKeyAttributes({ name, environment }: ServiceEntity): {
  keyAttributes: Record<string, string>;
} {
  return { keyAttributes: { Type: 'Service', Name: name, Environment: environment } };
}

/** Neighbours in a block are parted by a comma there too: they are copied as one piece. */
function* runs(events: readonly LogEvent[]): Generator<Uint8Array> {
  for (let index = 0; index < events.length;) {
    const first = events[index]!;
    let { end } = first;
    for (index++; index < events.length; index++) {
      const next = events[index]!;
      if (next.block !== first.block || next.start !== end + 1) break;
      end = next.end;
    }
    yield first.block.subarray(first.start, end);
  }
}
