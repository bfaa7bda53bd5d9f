import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { releaseBuffer } from '../../../util/release-buffer.js';
import { openZlib } from '../../../util/zlib-pause.js';

/** The largest block: 1 MiB of events and the largest event, each byte of it escaped. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

/** Compresses a row and frees it. */
export function zip(row: ArrayBuffer): Uint8Array<ArrayBuffer> {
  // One piece of output needs no joining; gzip adds almost nothing in the worst case.
  const chunkSize = chunkSizeFor(row.byteLength + 1_024 + (row.byteLength >> 10));
  const packed = openZlib(() => gzipSync(new Uint8Array(row), { level: constants.Z_BEST_SPEED, chunkSize }));
  releaseBuffer(row);
  return new Uint8Array(movedOut(packed));
}

/** @throws Error if `zip` did not make it: gzip has a checksum, and a row is bounded */
export function unzip(body: Uint8Array): ArrayBuffer {
  // The end of gzip data has the unpacked size. If that is wrong, the data is read in pieces that are not tiny.
  const said = new DataView(body.buffer, body.byteOffset + body.byteLength - 4).getUint32(0, true);
  const chunkSize = chunkSizeFor(Math.max(body.byteLength, Math.min(said, MAX_CHUNK_BYTES) + 1));
  return movedOut(openZlib(() => gunzipSync(body, { chunkSize, maxOutputLength: MAX_ROW_BYTES })));
}

/**
 * A `chunkSize` whose memory is not a piece of Buffer's pool. Node keeps what a zlib stream refers to until it collects
 * the whole heap: the pool, and all that others have in it.
 */
export function chunkSizeFor(bytes: number): number {
  return Math.max(Buffer.poolSize, bytes);
}

/** Copies what zlib wrote into memory of its size, and frees the memory of zlib. */
function movedOut({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): ArrayBuffer {
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  releaseBuffer(buffer);
  return bytes;
}
