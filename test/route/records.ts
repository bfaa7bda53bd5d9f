import type { HrTime } from '@opentelemetry/api';
import type { Message } from '../../src/messages/message.js';
import type { Resource } from '@opentelemetry/resources';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ProcessFacts } from '../../src/util/process-facts.js';
import { lineOf } from '../helpers/message.js';

/** 2026-11-21T09:08:07.006Z, day 325 of its year. */
export const SOME_TIME = Date.UTC(2026, 10, 21, 9, 8, 7, 6);

export const FACTS: ProcessFacts = { hostName: 'box', pid: 42 };

export const SHOP = resourceFromAttributes({ 'service.name': 'shop' });

/** A record with the members of a test; the rest is as an SDK passes it. */
export function recordOf(given: {
  resource?: Resource;
  attributes?: ReadableLogRecord['attributes'];
  scope?: ReadableLogRecord['instrumentationScope'];
}): ReadableLogRecord {
  const hrTime: HrTime = [SOME_TIME / 1000, 0];
  return {
    hrTime,
    hrTimeObserved: hrTime,
    resource: given.resource ?? SHOP,
    instrumentationScope: given.scope ?? { name: 'scope' },
    attributes: given.attributes ?? {},
    droppedAttributesCount: 0,
  };
}

/** A list of messages, and the function that adds to it. */
export function listener(): { readonly messages: string[]; readonly warn: (message: Message) => void } {
  const messages: string[] = [];
  return { messages, warn: (message) => void messages.push(lineOf(message)) };
}

/** The service's rule for names, written here a second time: the source may be wrong. */
export function assertLegal(logGroupName: string, logStreamName: string): void {
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName) || /^aws\//i.test(logGroupName)) {
    throw new Error(`not a legal group name: ${JSON.stringify(logGroupName)}`);
  }
  if (!/^[^:*]{1,512}$/s.test(logStreamName) || !logStreamName.isWellFormed()) {
    throw new Error(`not a legal stream name: ${JSON.stringify(logStreamName)}`);
  }
}
