import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Destination, ServiceEntity } from '../events/model.js';
import type { NameFunction } from '../options/options.js';
import { bindFunction } from './bind-function.js';
import { bindTemplate, OVERFLOW, overflowName } from './bind-template.js';
import type { RecordName } from './bind-template.js';
import type { NameWarnings } from './name-warnings.js';
import { readResource } from './resource-values.js';
import type { ProcessFacts } from '../util/process-facts.js';
import type { ResourceValues } from './resource-values.js';
import { entityOf, isUnknownService } from './service-entity.js';
import { uses } from '../options/name-template/template.js';
import type { Alternative, Template, TemplateKind } from '../options/name-template/template.js';
import { valueText } from './value-text.js';

/** Log groups named by record attributes that may be in use at a time: a caller may control the attributes. */
export const MAX_ATTRIBUTE_GROUPS = 100;

/** The names of the records of one resource. */
export interface ResourceNames {
  /** False while the resource is pending: the names are valid for this record alone. */
  readonly isComplete: boolean;
  readonly entity: ServiceEntity | undefined;
  of(record: ReadableLogRecord, timestampMillis: number): Destination;
  /** The same without any value of the record's attributes, and without the application's functions. */
  overflowOf(record: ReadableLogRecord, timestampMillis: number): Destination;
}

/** The two names, and what they depend on. */
export interface Naming {
  /** Whether records of one resource, scope and minute can have different names. */
  readonly perRecord: boolean;
  readonly usesScope: boolean;
  readonly usesTime: boolean;
  /** The names without any value at all. */
  readonly sink: Destination;
  of(resource: Resource): ResourceNames;
}

interface Names {
  readonly logGroupName: Template | NameFunction;
  readonly logStreamName: Template | NameFunction;
}

/** Finds one of these groups that is no longer in use. */
export type FindIdleGroup = (names: Iterable<string>) => string | undefined;

/** Prepares both names. */
export function createNaming(
  names: Names,
  facts: ProcessFacts,
  warnings: NameWarnings,
  findIdleGroup: FindIdleGroup,
): Naming {
  const both = [names.logGroupName, names.logStreamName];
  const templates = both.filter((name) => typeof name !== 'function');
  const resourceKeys = templates.flatMap(resourceKeysOf);
  const groupUsesAttributes =
    typeof names.logGroupName !== 'function' && uses(names.logGroupName, 'attributes');
  const attributeGroups = new Set<string>();
  const bindGroup = binderOf('logGroupName', names.logGroupName, warnings);
  const bindStream = binderOf('logStreamName', names.logStreamName, warnings);

  function of(resource: Resource): ResourceNames {
    const values = readResource(resource, facts);
    if (values.isComplete) warnAboutNames(values, resourceKeys, warnings);
    const groupOf = bindGroup(values);
    const streamOf = bindStream(values);
    const boundedGroupOf = groupUsesAttributes ? bounded(groupOf) : groupOf;
    return {
      isComplete: values.isComplete,
      entity: entityOf(values),
      of: (record, timestampMillis) => ({
        logGroupName: boundedGroupOf(record, timestampMillis, false),
        logStreamName: streamOf(record, timestampMillis, false),
      }),
      overflowOf: (record, timestampMillis) => ({
        logGroupName: groupOf(record, timestampMillis, true),
        logStreamName: streamOf(record, timestampMillis, true),
      }),
    };
  }

  function bounded(groupOf: RecordName): RecordName {
    return (record, timestampMillis, overflow) => {
      const name = groupOf(record, timestampMillis, overflow);
      if (attributeGroups.has(name)) return name;
      const withoutAttributes = groupOf(record, timestampMillis, true);
      if (name === withoutAttributes) return name;
      if (attributeGroups.size >= MAX_ATTRIBUTE_GROUPS && !forgetIdleGroup()) {
        warnings.tooManyGroups(MAX_ATTRIBUTE_GROUPS);
        return withoutAttributes;
      }
      attributeGroups.add(name);
      return name;
    };
  }

  function forgetIdleGroup(): boolean {
    const idle = findIdleGroup(attributeGroups);
    return idle !== undefined && attributeGroups.delete(idle);
  }

  const anyUses = (from: Alternative['from']): boolean => templates.some((template) => uses(template, from));
  return {
    perRecord: templates.length < both.length || anyUses('attributes') || anyUses('severity'),
    usesScope: anyUses('scope'),
    usesTime: anyUses('time'),
    sink: { logGroupName: sinkName(names.logGroupName), logStreamName: sinkName(names.logStreamName) },
    of,
  };
}

function binderOf(
  kind: TemplateKind,
  name: Template | NameFunction,
  warnings: NameWarnings,
): (values: ResourceValues) => RecordName {
  if (typeof name !== 'function') return (values) => bindTemplate(name, values, warnings);
  const bound = bindFunction(kind, name, warnings);
  return () => bound;
}

function sinkName(name: Template | NameFunction): string {
  return typeof name === 'function' ? OVERFLOW : overflowName(name);
}

function resourceKeysOf(template: Template): string[] {
  return template.parts
    .flatMap((part) => (typeof part === 'string' ? [] : part.alternatives))
    .flatMap((alternative) => (alternative.from === 'resource' ? [alternative.key] : []));
}

function warnAboutNames(values: ResourceValues, keys: readonly string[], warnings: NameWarnings): void {
  for (const key of keys) {
    if (values.textOf(key) !== undefined) warnings.seen(key);
  }
  const serviceName = valueText(values.attributes['service.name']);
  if (keys.includes('service.name') && serviceName !== undefined && isUnknownService(serviceName)) {
    warnings.seen('service.name');
    warnings.unknownService(serviceName);
  }
}
