import { endOfPiece, plainBytes } from './cut-text.js';
import { isObject } from '../../util/is-object.js';

/**
 * Maximum number of parts of a text; the rest is truncated. A JSON text that was written
 * to the end of its budget, 16 times the limit, takes fewer.
 */
const MAX_PARTS = 20;

/** The start of the text, and how many of its bytes are missing. */
export function truncateText(text: string, maxBytes: number): { text: string; removedBytes: number } {
  const bytes = Buffer.byteLength(text);
  // The number of removed bytes has at most as many digits as the number of all bytes.
  const end = endOfPiece(text, 0, maxBytes - truncatedMark(bytes).length, plainBytes);
  const kept = text.slice(0, end);
  const removedBytes = bytes - Buffer.byteLength(kept);
  return { text: kept + truncatedMark(removedBytes), removedBytes };
}

/** Pieces that join to the whole text. */
export function splitText(text: string, maxBytes: number): { texts: string[]; removedBytes: number } {
  const texts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfPiece(text, at, maxBytes, plainBytes);
    if (texts.length === MAX_PARTS - 1 && end < text.length) {
      const last = truncateText(text.slice(at), maxBytes);
      return { texts: [...texts, last.text], removedBytes: last.removedBytes };
    }
    texts.push(text.slice(at, end));
    at = end;
  }
  return { texts, removedBytes: 0 };
}

function truncatedMark(bytes: number): string {
  return ` [truncated ${bytes} bytes]`;
}

/** The member that makes a JSON object a document of CloudWatch's embedded metric format. */
export const EMBEDDED_METRICS_KEY = '_aws';

/**
 * Whether the text is a document of CloudWatch's embedded metric format: when cut, it would create no metrics,
 * and its parts would be invalid.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function isEmbeddedMetrics(text: string): boolean {
  // The key may be written with escapes: only a text without both forms needs no parsing.
  const mayBe = text.includes(EMBEDDED_METRICS_KEY) || text.includes('\\u');
  if (!mayBe || !/^\s*\{/.test(text)) return false;
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) && Object.hasOwn(document, EMBEDDED_METRICS_KEY);
  } catch {
    return false;
  }
}
