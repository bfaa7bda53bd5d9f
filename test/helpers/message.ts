import type { Message } from '../../src/messages/message.js';

/** A message as `diag` shows it. */
export function lineOf({ code, text }: Message): string {
  return `${code}: ${text}`;
}
