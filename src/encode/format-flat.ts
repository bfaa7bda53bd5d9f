import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { hasText } from '../util/has-text.js';
import type { OmittedMember } from '../options/options.js';
import { isObject } from '../util/is-object.js';
import { CachedFragment, isComplete } from './cached-fragment.js';
import { CUT_KEYS, avoidKeyCollision } from './avoid-key-collision.js';
import { closeObject } from './json-brackets.js';
import { memberFragment } from './key-fragments.js';
import { type MessageWriter, writeCountMember, writeTextMember } from './message-members.js';
import type { MessageShape } from './oversized/message-shape.js';
import { EMBEDDED_METRICS_KEY } from './oversized/plain-text.js';
import { MAX_LEADING_VALUES, type RecordFormat } from './record-format.js';
import { REDACTED_TEXT } from './redacted-paths.js';
import { level } from './severity.js';

const LEVEL = memberFragment('level');
const MESSAGE = memberFragment('message');
const DROPPED = memberFragment('droppedAttributesCount');
const EVENT_NAME = memberFragment('eventName');
const TRACE_ID = memberFragment('traceId');
const SPAN_ID = memberFragment('spanId');
const SERVICE = memberFragment('service');

const SERVICE_NAME = 'service.name';

const OWN_KEYS = new Set([
  'level',
  'message',
  'droppedAttributesCount',
  'eventName',
  'traceId',
  'spanId',
  'service',
]);

/** Attributes never use these names, even where the format omits its own members: a name has one meaning. */
const RESERVED_KEYS = new Set([...OWN_KEYS, ...CUT_KEYS]);

const nameOf = (key: string, attributes: object): string =>
  avoidKeyCollision('attributes', key, RESERVED_KEYS, attributes);

const SHAPE: MessageShape = {
  ownKeys: OWN_KEYS,
  wholeTexts: new Set(['level', 'traceId', 'spanId']),
  wholeObjects: new Set(),
  // Attributes are at the top level: with this one an event creates metrics, and each part of it would do so again.
  uncutWith: EMBEDDED_METRICS_KEY,
  exactNumbers: () => new Map(),
};

/** One flat object: the few members that readers look for, with the attributes beside them. */
export function createFlatFormat(writer: MessageWriter, omit: readonly OmittedMember[]): RecordFormat {
  const { out, values, budget } = writer;
  const omits: Partial<Record<OmittedMember, boolean>> = Object.fromEntries(omit.map((name) => [name, true]));

  const services = new CachedFragment<ReadableLogRecord['resource']>(
    writer,
    ({ attributes }) => {
      const isRedacted = values.isRedacted(SERVICE_NAME);
      const name = attributes?.[SERVICE_NAME];
      writeTextMember(writer, SERVICE, isRedacted && hasText(name) ? REDACTED_TEXT : name);
    },
    isComplete,
  );

  return {
    shapeOf: () => SHAPE,
    write(record) {
      const { body, attributes, spanContext, resource } = record;
      const { position } = out;
      if (!omits.level) writeTextMember(writer, LEVEL, level(record));
      let contents = out.position;
      values.own(MESSAGE, 'message', body);
      if (typeof body === 'string') contents = out.position;
      if (isObject(attributes)) values.members(attributes, '', nameOf);
      const endOfContents = out.position;
      const isWide = budget.valuesTaken > MAX_LEADING_VALUES;
      budget.beginEnvelope(out.size);
      if (!omits.droppedAttributesCount) writeCountMember(writer, DROPPED, record.droppedAttributesCount);
      if (!omits.eventName) writeTextMember(writer, EVENT_NAME, record.eventName);
      if (isObject(spanContext)) {
        if (!omits.traceId) writeTextMember(writer, TRACE_ID, spanContext.traceId);
        if (!omits.spanId) writeTextMember(writer, SPAN_ID, spanContext.spanId);
      }
      if (!omits.service && isObject(resource)) services.write(resource);
      if (isWide) out.moveForward(contents, endOfContents);
      closeObject(out, position);
      return 'written';
    },
  };
}
