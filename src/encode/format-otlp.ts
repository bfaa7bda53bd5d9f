import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { givenTime, isValidTime, toMillis } from '../events/event-time.js';
import type { OmittedMember } from '../options/options.js';
import { isObject } from '../util/is-object.js';
import { CachedFragment, isComplete } from './cached-fragment.js';
import { closeObject } from './json-brackets.js';
import { memberFragment } from './key-fragments.js';
import { type MessageWriter, writeCountMember, writeMapMember, writeTextMember } from './message-members.js';
import { nanosText, writeNanos } from './nano-time.js';
import type { MessageShape } from './oversized/message-shape.js';
import { MAX_LEADING_VALUES, type RecordFormat } from './record-format.js';
import type { ResourceFilter } from './resource-filter.js';
import { severityText } from './severity.js';

const SEVERITY_TEXT = memberFragment('severityText');
const BODY = memberFragment('body');
const ATTRIBUTES = memberFragment('attributes');
const DROPPED = memberFragment('droppedAttributesCount');
const EVENT_NAME = memberFragment('eventName');
const TRACE_ID = memberFragment('traceId');
const SPAN_ID = memberFragment('spanId');
const FLAGS = memberFragment('flags');
const SEVERITY_NUMBER = memberFragment('severityNumber');
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
    'droppedAttributesCount',
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
      ['timeUnixNano', nanosText(givenTime(record, time))],
      ...(isValidTime(record.hrTimeObserved)
        ? [['observedTimeUnixNano', nanosText(record.hrTimeObserved)] as const]
        : []),
    ]),
};

/**
 * The fields of OpenTelemetry's log data model by their OTLP names, with plain maps for its key-value lists. Empty
 * members are omitted: flags of 0, an observed time equal to the time, a scope or a resource without members.
 */
export function createOtlpFormat(
  writer: MessageWriter,
  selects: ResourceFilter,
  omit: readonly OmittedMember[],
): RecordFormat {
  const { out, values, budget } = writer;
  const omits: Partial<Record<OmittedMember, boolean>> = Object.fromEntries(omit.map((name) => [name, true]));

  const scopes = new CachedFragment<ReadableLogRecord['instrumentationScope']>(
    writer,
    (scope) => {
      const { position, size } = out;
      out.append(SCOPE);
      const start = out.position;
      writeTextMember(writer, NAME, scope.name);
      writeTextMember(writer, VERSION, scope.version);
      writeMapMember(writer, ATTRIBUTES, scope.attributes, 'scope.attributes');
      writeCountMember(writer, DROPPED, scope.droppedAttributesCount);
      if (out.position === start) out.rewind(position, size);
      else closeObject(out, start);
    },
    () => true,
  );

  const resources = new CachedFragment<ReadableLogRecord['resource']>(
    writer,
    ({ attributes }) => {
      const { position, size } = out;
      out.append(RESOURCE);
      const start = out.position;
      writeMapMember(writer, ATTRIBUTES, attributes, 'resource.attributes', (key) =>
        selects(key) ? key : undefined,
      );
      if (out.position === start) out.rewind(position, size);
      else closeObject(out, start);
    },
    isComplete,
  );

  const writeTimes = (record: ReadableLogRecord, ofEvent: HrTime): void => {
    const { hrTimeObserved } = record;
    const time = givenTime(record, ofEvent);
    if (!omits.timeUnixNano) {
      out.append(TIME);
      writeNanos(out, time);
    }
    if (omits.observedTimeUnixNano || !isValidTime(hrTimeObserved)) return;
    if (toMillis(hrTimeObserved) === toMillis(time)) return;
    out.append(OBSERVED_TIME);
    writeNanos(out, hrTimeObserved);
  };

  return {
    shapeOf: () => SHAPE,
    write(record, time) {
      const { body, spanContext, instrumentationScope: scope, resource } = record;
      const severityNumber: number | undefined = record.severityNumber;
      const { position } = out;
      if (!omits.severityText) writeTextMember(writer, SEVERITY_TEXT, severityText(record));
      let contents = out.position;
      values.own(BODY, 'body', body);
      if (typeof body === 'string') contents = out.position;
      writeMapMember(writer, ATTRIBUTES, record.attributes, 'attributes');
      const endOfContents = out.position;
      const isWide = budget.valuesTaken > MAX_LEADING_VALUES;
      budget.beginEnvelope(out.size);
      if (!omits.droppedAttributesCount) writeCountMember(writer, DROPPED, record.droppedAttributesCount);
      if (!omits.eventName) writeTextMember(writer, EVENT_NAME, record.eventName);
      if (isObject(spanContext)) {
        if (!omits.traceId) writeTextMember(writer, TRACE_ID, spanContext.traceId);
        if (!omits.spanId) writeTextMember(writer, SPAN_ID, spanContext.spanId);
        if (!omits.flags) writeCountMember(writer, FLAGS, spanContext.traceFlags);
      }
      if (!omits.severityNumber && severityNumber !== 0) {
        values.own(SEVERITY_NUMBER, 'severityNumber', severityNumber);
      }
      writeTimes(record, time);
      if (!omits.scope && isObject(scope)) scopes.write(scope);
      if (!omits.resource && isObject(resource)) resources.write(resource);
      if (isWide) out.moveForward(contents, endOfContents);
      closeObject(out, position);
      return 'written';
    },
  };
}
