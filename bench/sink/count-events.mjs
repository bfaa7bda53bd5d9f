/**
 * Counts the events of a request body without parsing it. A quote within a JSON string is always escaped, so a name
 * with its quotes occurs only as a name.
 *
 * @param {Buffer} body
 * @param {string} contentType
 */
export function countEvents(body, contentType) {
  if (contentType.includes('protobuf')) return countProtobuf(body);
  return countPieces(body, contentType.includes('amz-json') ? '"message":"' : '"timeUnixNano":');
}

/**
 * @param {Buffer} body
 * @param {string} piece
 */
function countPieces(body, piece) {
  let count = 0;
  for (let at = body.indexOf(piece); at >= 0; at = body.indexOf(piece, at + piece.length)) count++;
  return count;
}

/** Field numbers from an ExportLogsServiceRequest down to its records: resource_logs, scope_logs, log_records. */
const PATH = [1, 2, 2];

/**
 * Reads the length-delimited fields, and skips the others.
 *
 * @param {Buffer} body
 */
function countProtobuf(body, start = 0, end = body.length, depth = 0) {
  let count = 0;
  let at = start;

  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = /** @type {number} */ (body[at++]);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };

  while (at < end) {
    const tag = varint();
    if ((tag & 7) !== 2) throw new Error('Only length-delimited fields stand above the records.');
    const length = varint();
    if (tag >> 3 === PATH[depth]) {
      count += depth === PATH.length - 1 ? 1 : countProtobuf(body, at, at + length, depth + 1);
    }
    at += length;
  }
  return count;
}
