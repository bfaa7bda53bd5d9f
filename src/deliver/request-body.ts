import { bytesOf } from '../events/runs.js';
import type { Destination, EventRun, ServiceEntity } from '../events/model.js';

const COMMA = 0x2c;
const END = ']}';

/** Joins events, which are final bytes already, into the body of one PutLogEvents request. */
export function composeBody(
  { logGroupName, logStreamName }: Destination,
  entity: ServiceEntity | undefined,
  events: readonly EventRun[],
  allocate: (length: number) => Buffer<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const head = JSON.stringify({ logGroupName, logStreamName, entity: entity && toEntity(entity) });
  const start = `${head.slice(0, -1)},"logEvents":[`;
  const pieces = events.map(bytesOf);
  const eventBytes = pieces.reduce((sum, piece) => sum + piece.length + 1, 0);
  const body = allocate(Buffer.byteLength(start) + eventBytes - 1 + END.length);
  let at = body.write(start);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) body[at++] = COMMA;
    body.set(piece, at);
    at += piece.length;
  }
  body.write(END, at, 'latin1');
  return body;
}

/** A service as the entity of PutLogEvents. */
export function toEntity({ name, environment, attributes }: ServiceEntity): {
  keyAttributes: Record<string, string>;
  attributes?: Record<string, string>;
} {
  return {
    keyAttributes: { Type: 'Service', Name: name, Environment: environment },
    ...(attributes && { attributes: { ...attributes } }),
  };
}
