import type { ProcessFacts } from '../util/process-facts.js';
import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { isUnknownService } from './service-entity.js';
import { valueText } from './value-text.js';

/** One reading of a resource. */
export interface ResourceValues {
  readonly attributes: Attributes;
  /** False while the resource waits for detectors: then missing values may still arrive. */
  readonly isComplete: boolean;
  /** The text of a value, or the process's own if it has one; `undefined` when it counts as missing. */
  textOf(key: string): string | undefined;
}

/** Reads `resource.attributes` once: while it is pending, each read logs an error. */
export function readResource(resource: Resource, facts: ProcessFacts): ResourceValues {
  const isComplete = resource.asyncAttributesPending !== true;
  const { attributes } = resource;
  const ownValues: Readonly<Record<string, unknown>> = {
    'host.name': facts.hostName,
    'process.pid': facts.pid,
    'faas.instance': facts.faasInstance,
  };

  function textOf(key: string): string | undefined {
    const text = valueText(attributes[key]) ?? valueText(ownValues[key]);
    if (text === undefined) return undefined;
    return key === 'service.name' && isUnknownService(text) ? undefined : text;
  }

  return { attributes, isComplete, textOf };
}
