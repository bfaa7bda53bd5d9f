import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { CachedFragment, isSettled } from './cached-fragment.js';
import { CUT_KEYS, freeName } from './free-name.js';
import { closeObject } from './json-brackets.js';
import { memberFragment } from './key-fragments.js';
import { type MessageWriter, writeText } from './message-members.js';
import type { MessageShape, RecordFormat } from './record-format.js';
import { level } from './severity.js';
import { isObject } from './value-forms.js';

const LEVEL = memberFragment('level');
const EVENT_NAME = memberFragment('eventName');
const TRACE_ID = memberFragment('traceId');
const SPAN_ID = memberFragment('spanId');
const SERVICE = memberFragment('service');

const OWN_KEYS = new Set(['level', 'message', 'eventName', 'traceId', 'spanId', 'service']);

/** No attribute is written under these, also where the format leaves its own out: a name means one thing. */
const RESERVED_KEYS = new Set([...OWN_KEYS, ...CUT_KEYS]);

const nameOf = (key: string, attributes: object): string =>
  freeName('attributes', key, RESERVED_KEYS, attributes);

const SHAPE: MessageShape = {
  ownKeys: OWN_KEYS,
  wholeTexts: new Set(['level', 'traceId', 'spanId']),
  wholeObjects: new Set(),
  exactNumbers: () => new Map(),
};

/** One flat object: the few names that a reader of logs looks for, and the attributes beside them. */
export function createFlatFormat(writer: MessageWriter): RecordFormat {
  const { out, values, budget } = writer;

  const services = new CachedFragment<ReadableLogRecord['resource']>(
    writer,
    ({ attributes }) => writeText(writer, SERVICE, attributes?.['service.name']),
    isSettled,
  );

  return {
    shapeOf: () => SHAPE,
    write(record) {
      const { attributes, spanContext, resource } = record;
      const { position } = out;
      writeText(writer, LEVEL, level(record));
      values.member('message', record.body);
      writeText(writer, EVENT_NAME, record.eventName);
      if (isObject(attributes)) values.members(attributes, nameOf);
      budget.beginEnvelope(out.size);
      if (isObject(spanContext)) {
        writeText(writer, TRACE_ID, spanContext.traceId);
        writeText(writer, SPAN_ID, spanContext.spanId);
      }
      if (isObject(resource)) services.write(resource);
      closeObject(out, position);
      return 'written';
    },
  };
}
