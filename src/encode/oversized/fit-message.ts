import type { OversizedEvents } from '../../options/options.js';
import type { MessageShape } from './message-shape.js';
import { type JsonMessage, type JsonObject, jsonMessageOf } from './json-message.js';
import { isEmbeddedMetrics, splitText, truncateText } from './plain-text.js';
import { splitMessage } from './split-message.js';
import { truncateMessage } from './truncate-message.js';

/** The messages that one oversized message became. */
export interface Fitted {
  readonly texts: readonly string[];
  /** UTF-8 bytes of the message that none of them contains. */
  readonly removedBytes: number;
}

/** Reduces oversized messages to the limit. */
export interface FitSettings {
  readonly mode: OversizedEvents;
  readonly maxMessageBytes: number;
  readonly newId: () => string;
}

/** Cuts a message that is a JSON object; `undefined` when it must be dropped. */
export function fitMessage(
  text: string,
  shape: MessageShape,
  exact: ReadonlyMap<string, string>,
  { mode, maxMessageBytes, newId }: FitSettings,
): Fitted | undefined {
  if (mode === 'drop') return undefined;
  const object: JsonObject = JSON.parse(text);
  if (shape.uncutWith !== undefined && Object.hasOwn(object, shape.uncutWith)) return undefined;
  const again = (): JsonMessage => jsonMessageOf(object, shape, exact);
  const message = again();
  const split = mode === 'split' ? splitMessage(message, again, maxMessageBytes, newId()) : undefined;
  if (split !== undefined) return split;
  const truncated = truncateMessage(message, maxMessageBytes);
  return { texts: [truncated.text], removedBytes: truncated.removedBytes };
}

/** Cuts a message that is plain text; `undefined` when it must be dropped. */
export function fitText(text: string, { mode, maxMessageBytes }: FitSettings): Fitted | undefined {
  if (mode === 'drop' || isEmbeddedMetrics(text)) return undefined;
  if (mode === 'split') return splitText(text, maxMessageBytes);
  const truncated = truncateText(text, maxMessageBytes);
  return { texts: [truncated.text], removedBytes: truncated.removedBytes };
}
