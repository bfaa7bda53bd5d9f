import { isObject } from './input.js';

// The exporter's own words, repeated here: the server shares no code with it.
const EVENT_NAME = 'cloudwatch_logs.exporter.loss';
const MEMBER = `"eventName":"${EVENT_NAME}"`;
const TEXT = /^\d{1,15} log records? w(?:as|ere) lost here: [a-z_, ]{1,500}$/;

/** Whether an event is a loss notice of the exporter, in any of its formats, and not a record of the application. */
export function isLossNotice(message: string): boolean {
  if (!message.includes(MEMBER)) return TEXT.test(message);
  try {
    // The text may also occur deeper in a record of an application.
    const event: unknown = JSON.parse(message);
    return isObject(event) && event['eventName'] === EVENT_NAME;
  } catch {
    return false;
  }
}
