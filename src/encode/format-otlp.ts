import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isValidTime } from '../events/event-time.js';
import { CachedFragment, isSettled } from './cached-fragment.js';
import { closeObject } from './json-brackets.js';
import { memberFragment } from './key-fragments.js';
import { type MessageWriter, writeMap, writeText } from './message-members.js';
import { nanosText, writeNanos } from './nano-time.js';
import type { MessageShape, RecordFormat } from './record-format.js';
import type { ResourceFilter } from './resource-filter.js';
import { severityText } from './severity.js';
import { isObject } from './value-forms.js';

const SEVERITY_TEXT = memberFragment('severityText');
const ATTRIBUTES = memberFragment('attributes');
const EVENT_NAME = memberFragment('eventName');
const TRACE_ID = memberFragment('traceId');
const SPAN_ID = memberFragment('spanId');
const TIME = memberFragment('timeUnixNano');
const OBSERVED_TIME = memberFragment('observedTimeUnixNano');
const SCOPE = memberFragment('scope');
const RESOURCE = memberFragment('resource');
const NAME = memberFragment('name');
const VERSION = memberFragment('version');

const SHAPE: MessageShape = {
  ownKeys: new Set([
    'severityText',
    'body',
    'attributes',
    'eventName',
    'traceId',
    'spanId',
    'flags',
    'severityNumber',
    'timeUnixNano',
    'observedTimeUnixNano',
    'scope',
    'resource',
  ]),
  wholeTexts: new Set(['severityText', 'traceId', 'spanId']),
  wholeObjects: new Set(['scope', 'resource']),
  exactNumbers: (record, time) =>
    new Map([
      ['timeUnixNano', nanosText(time)],
      ...(isValidTime(record.hrTimeObserved)
        ? [['observedTimeUnixNano', nanosText(record.hrTimeObserved)] as const]
        : []),
    ]),
};

/** The fields of OpenTelemetry's log data model by their OTLP names, with plain maps for its key-value lists. */
export function createOtlpFormat(writer: MessageWriter, selects: ResourceFilter): RecordFormat {
  const { out, values, budget } = writer;

  const scopes = new CachedFragment<ReadableLogRecord['instrumentationScope']>(
    writer,
    (scope) => {
      out.append(SCOPE);
      const { position } = out;
      if (typeof scope.name === 'string') {
        out.append(NAME);
        values.text(scope.name);
      }
      writeText(writer, VERSION, scope.version);
      writeMap(writer, ATTRIBUTES, scope.attributes);
      closeObject(out, position);
    },
    () => true,
  );

  const resources = new CachedFragment<ReadableLogRecord['resource']>(
    writer,
    ({ attributes }) => {
      const { position, size } = out;
      out.append(RESOURCE);
      const start = out.position;
      writeMap(writer, ATTRIBUTES, attributes, (key) => (selects(key) ? key : undefined));
      if (out.position === start) out.rewind(position, size);
      else closeObject(out, start);
    },
    isSettled,
  );

  return {
    shapeOf: () => SHAPE,
    write(record, time) {
      const { spanContext, hrTimeObserved, instrumentationScope: scope, resource } = record;
      const severityNumber: number | undefined = record.severityNumber;
      const { position } = out;
      writeText(writer, SEVERITY_TEXT, severityText(record));
      values.member('body', record.body);
      writeMap(writer, ATTRIBUTES, record.attributes);
      budget.beginEnvelope(out.size);
      writeText(writer, EVENT_NAME, record.eventName);
      if (isObject(spanContext)) {
        writeText(writer, TRACE_ID, spanContext.traceId);
        writeText(writer, SPAN_ID, spanContext.spanId);
        values.member('flags', spanContext.traceFlags);
      }
      if (severityNumber !== 0) values.member('severityNumber', severityNumber);
      out.append(TIME);
      writeNanos(out, time);
      if (isValidTime(hrTimeObserved)) {
        out.append(OBSERVED_TIME);
        writeNanos(out, hrTimeObserved);
      }
      if (isObject(scope)) scopes.write(scope);
      if (isObject(resource)) resources.write(resource);
      closeObject(out, position);
      return 'written';
    },
  };
}
