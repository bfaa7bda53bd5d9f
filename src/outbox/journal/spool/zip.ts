import * as threads from 'node:worker_threads';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { releaseBuffer } from '../../../util/release-buffer.js';

/** The largest block: 1 MiB of events and the largest event, each byte of it escaped. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** The smallest size that zlib accepts. */
const MIN_CHUNK_BYTES = 64;
const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

/** Compresses a row and frees it. */
export function zip(row: ArrayBuffer): Uint8Array {
  // One piece of output needs no joining; gzip adds almost nothing in the worst case.
  const chunkSize = row.byteLength + 1_024 + (row.byteLength >> 10);
  const body = gzipSync(new Uint8Array(row), { level: constants.Z_BEST_SPEED, chunkSize });
  releaseBuffer(row);
  return body;
}

/** @throws Error if `zip` did not make it: gzip has a checksum, and a row is bounded */
export function unzip(body: Uint8Array): ArrayBuffer {
  // The end of gzip data has the unpacked size. If that is wrong, the data is read in pieces that are not tiny.
  const said = new DataView(body.buffer, body.byteOffset + body.byteLength - 4).getUint32(0, true);
  const chunkSize = Math.max(MIN_CHUNK_BYTES, body.byteLength, Math.min(said, MAX_CHUNK_BYTES) + 1);
  const { buffer, byteOffset, byteLength } = gunzipSync(body, { chunkSize, maxOutputLength: MAX_ROW_BYTES });
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  if (byteOffset === 0) free(new Uint8Array(buffer));
  return bytes;
}

/** Frees the memory at once, if the bytes have a buffer of their own. */
export function free(bytes: Uint8Array): void {
  const { buffer, byteOffset } = bytes;
  if (byteOffset === 0 && !isPool(buffer)) releaseBuffer(buffer);
}

/** A pool, which small buffers of others share. The types of Node 20 do not have this. */
function isPool(buffer: ArrayBufferLike): boolean {
  return (
    'isMarkedAsUntransferable' in threads &&
    typeof threads.isMarkedAsUntransferable === 'function' &&
    threads.isMarkedAsUntransferable(buffer) === true
  );
}
