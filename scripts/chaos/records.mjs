/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */

export const GROUP = '/chaos';

/** Streams that the records of a process go to in turn. */
export const STREAMS = 8;

const TEXT = 'order placed, Größe übernommen, 支払いが完了しました, shipped 📦 to the depot; '.repeat(8);

/**
 * The message of a record: its process, its number, and text of one to four bytes a character, derived from both.
 * @param {number} process
 * @param {number} id
 */
export function messageOf(process, id) {
  const start = (process + id * 7919) % (TEXT.length / 2);
  return `${process} ${id} ${TEXT.slice(start, start + (id % 200)).toWellFormed()}`;
}

/**
 * The process and number of a message.
 * @param {string} message
 */
export function ownerOf(message) {
  const [process, id] = message.split(' ', 2).map(Number);
  return { process: process ?? Number.NaN, id: id ?? Number.NaN };
}

/** @param {number} id */
export function streamOf(id) {
  return `stream-${id % STREAMS}`;
}

/**
 * A record of a process. All records of a process have one time, so that only their arrival orders
 * them.
 * @param {number} process
 * @param {number} id
 * @param {number} startedAt seconds since the epoch
 */
export function recordOf(process, id, startedAt) {
  /** @type {unknown} */
  const record = {
    hrTime: [startedAt, 0],
    hrTimeObserved: [startedAt, 0],
    body: messageOf(process, id),
    attributes: { stream: streamOf(id) },
    resource: { attributes: { 'service.name': 'chaos' }, asyncAttributesPending: false },
    instrumentationScope: { name: 'chaos' },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- has the members that the exporter reads
  return /** @type {ReadableLogRecord} */ (record);
}
