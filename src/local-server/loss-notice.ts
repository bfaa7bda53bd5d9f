import { isObject } from './input.js';

// The exporter's own words, written down here a second time: the server shares no code with it.
const EVENT_NAME = 'cloudwatch_logs.exporter.loss';
const MEMBER = `"eventName":"${EVENT_NAME}"`;
const TEXT = /^\d{1,15} log records? w(?:as|ere) lost here: [a-z_, ]{1,500}$/;

/** Whether an event is the exporter's own record of a loss, in any of its formats, and none of the application's. */
export function isLossNotice(message: string): boolean {
  if (!message.includes(MEMBER)) return TEXT.test(message);
  try {
    // The text may also stand deeper down, in what an application logs.
    const event: unknown = JSON.parse(message);
    return isObject(event) && event['eventName'] === EVENT_NAME;
  } catch {
    return false;
  }
}
