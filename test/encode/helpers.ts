import assert from 'node:assert/strict';
import type { Message } from '../../src/messages/message.js';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { emptyResource } from '@opentelemetry/resources';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { createEncoder, type EncoderSettings } from '../../src/encode/encoder.js';
import type { EventBlock } from '../../src/events/model.js';
import { EventBlocks, type EventTarget } from '../../src/ingest/event-blocks.js';
import { OpenBlock } from '../../src/ingest/open-block.js';
import { createEventWriter, type EventOutcome, type EventWriter } from '../../src/ingest/event-writer.js';
import { eventsOf, wireOf } from '../helpers/events.js';

export const TIME: HrTime = [1_795_000_000, 123_456_789];

/** A handmade record: it may contain anything, also values that no SDK checks. */
export function makeRecord(members: { [K in keyof ReadableLogRecord]?: unknown } = {}): ReadableLogRecord {
  const record: ReadableLogRecord = {
    hrTime: TIME,
    hrTimeObserved: [0, 0],
    resource: emptyResource(),
    instrumentationScope: { name: 'test' },
    attributes: {},
    droppedAttributesCount: 0,
  };
  return Object.assign(record, members);
}

/** Settings that differ from those of most tests. */
export type PartialSettings = Partial<EncoderSettings>;

/** An encoder with what writes its events into blocks, one by default. */
export interface TestEncoder extends EventWriter {
  readonly events: EventBlocks;
  encode(record: ReadableLogRecord, time: HrTime, target?: EventTarget): EventOutcome;
  finish(open?: OpenBlock): EventBlock[];
  readonly warnings: readonly Message[];
  /** Bytes that were left out of oversized events, one number for each event. */
  readonly truncated: readonly number[];
}

export function makeEncoder(settings: PartialSettings = {}): TestEncoder {
  const warnings: Message[] = [];
  const truncated: number[] = [];
  const out = new ByteWriter();
  const events = new EventBlocks(out, { allocate: (length) => Buffer.alloc(length), free: () => undefined });
  let ids = 0;
  const encoder = createEncoder(
    {
      format: 'otlp',
      resource: 'all',
      omit: [],
      redact: [],
      maxEventBytes: 1_048_576,
      oversizedEvents: 'split',
      ...settings,
    },
    {
      newId: () => `id-${(ids += 1)}`,
      out,
      warnOnce: (message) => void warnings.push(message),
      warnHourly: (message) => void warnings.push(message),
      onTruncated: (bytes) => truncated.push(bytes),
    },
  );
  const writer = createEventWriter(encoder, events);
  const only = new OpenBlock();
  return {
    write: writer.write,
    encode: (record, time, target = only) => writer.write(record, time, target),
    finish: (open = only) => events.finish(open),
    events,
    get lastBytes() {
      return writer.lastBytes;
    },
    warnings,
    truncated,
  };
}

/** An event as it was written, with its counted size. */
export interface WrittenEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly size: number;
}

export interface Encoded {
  readonly outcome: EventOutcome;
  readonly events: readonly WrittenEvent[];
  readonly messages: readonly string[];
  readonly warnings: readonly Message[];
}

/** Encodes one record with an encoder of its own. */
export function encode(
  members: { [K in keyof ReadableLogRecord]?: unknown },
  settings: PartialSettings = {},
): Encoded {
  const encoder = makeEncoder(settings);
  const outcome = encoder.encode(makeRecord(members), TIME);
  const events = writtenIn(encoder.finish());
  return {
    outcome,
    events,
    messages: events.map(({ message }) => message),
    warnings: encoder.warnings,
  };
}

/** The JSON text of a body in its one form. */
export function bodyText(body: unknown, settings: PartialSettings = {}): string | undefined {
  return encode({ body }, { format: 'body', ...settings }).messages[0];
}

/** What the service would read of the events, with their counted sizes. */
export function writtenIn(blocks: readonly EventBlock[]): WrittenEvent[] {
  return eventsOf(...blocks).map((event) => {
    const { timestamp, message } = wireOf(event);
    assert.equal(event.timestamp, timestamp);
    return { timestamp, message, size: event.size };
  });
}

/** The messages of the events. */
export function messagesIn(blocks: readonly EventBlock[]): string[] {
  return writtenIn(blocks).map(({ message }) => message);
}
