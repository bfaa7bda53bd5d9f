const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** The start of a value: an object, a list, or the next entry of either. */
const BEGINNINGS = new Uint8Array(256);
for (const char of '{[,') BEGINNINGS[char.charCodeAt(0)] = 1;

/**
 * Whether a JSON text has more values than this: parsed, 20 million `{}` take gigabytes, although their text is
 * small. Braces within strings are not counted.
 */
export function hasMoreValues(json: Uint8Array, most: number): boolean {
  let values = 1;
  for (let at = 0; at < json.length && values <= most; at += 1) {
    if (json[at] === QUOTE) at = endOfString(json, at + 1);
    else values += BEGINNINGS[json[at]!]!;
  }
  return values > most;
}

function endOfString(json: Uint8Array, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
