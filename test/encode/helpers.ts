import assert from 'node:assert/strict';
import type { Message } from '../../src/messages/message.js';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { emptyResource } from '@opentelemetry/resources';
import {
  createEncoder,
  type Encoder,
  type EncodeOutcome,
  type EncoderSettings,
} from '../../src/encode/encoder.js';
import { type LooseEvents, OpenBlock } from '../../src/encode/event-blocks.js';
import type { EventBlock } from '../../src/events/model.js';
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

/** An encoder with one default destination. */
export interface TestEncoder extends Encoder {
  encode(record: ReadableLogRecord, time: HrTime, target?: OpenBlock | LooseEvents): EncodeOutcome;
  finish(open?: OpenBlock): EventBlock[];
  readonly warnings: readonly Message[];
  /** Bytes that were left out of oversized events, one number for each event. */
  readonly truncated: readonly number[];
}

export function makeEncoder(settings: PartialSettings = {}): TestEncoder {
  const warnings: Message[] = [];
  const truncated: number[] = [];
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
      memory: { allocate: (length) => Buffer.alloc(length), free: () => undefined },
      warnOnce: (message) => void warnings.push(message),
      warnHourly: (message) => void warnings.push(message),
      onTruncated: (bytes) => truncated.push(bytes),
    },
  );
  const only = new OpenBlock();
  return {
    encode: (record, time, target = only) => encoder.encode(record, time, target),
    add: (event, open) => encoder.add(event, open),
    finish: (open = only) => encoder.finish(open),
    get placedBytes() {
      return encoder.placedBytes;
    },
    get lastBytes() {
      return encoder.lastBytes;
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
  readonly outcome: EncodeOutcome;
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
