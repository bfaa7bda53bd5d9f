import { make } from './dom.js';

/** A string with its colon behind it is a key. */
const TOKEN = /("(?:[^"\\]|\\.)*"?)(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * An event on many lines and in colors where it is JSON, else as it is.
 * @param {string} message
 */
export function showJson(message) {
  const box = make('pre');
  const text = indented(message);
  if (text === undefined) {
    box.textContent = message;
    return box;
  }
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon] = match;
    box.append(text.slice(at, match.index));
    const kind = string === undefined ? 'number' : colon === undefined ? 'string' : 'key';
    box.append(make('span', kind, string === undefined ? whole : broken(string)), colon ?? '');
    at = match.index + whole.length;
  }
  box.append(text.slice(at));
  return box;
}

/** A string with its line breaks, as a stack has them; all else stays escaped. @param {string} string */
function broken(string) {
  return string.replaceAll(/\\(?:r\\n|.)/g, (escape) =>
    escape === '\\n' || escape === '\\r\\n' ? '\n' : escape === '\\t' ? '\t' : escape,
  );
}

/** Levels that are indented; beyond them the white space would be more than the event. */
const MAX_INDENT = 32;

/**
 * Numbers beyond 2^53, as times in nanoseconds are, would change if they were read and written again: only the white
 * space is new.
 * @param {string} message
 */
function indented(message) {
  try {
    JSON.parse(message);
  } catch {
    return undefined;
  }
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`;
  return message.replaceAll(/"(?:[^"\\]|\\.)*"?|\{\s*\}|\[\s*\]|[{}[\],:]|\s+/g, (token) => {
    if (token === '{' || token === '[') {
      depth++;
      return token + line();
    }
    if (token === '}' || token === ']') {
      depth--;
      return line() + token;
    }
    if (token === ',') return `,${line()}`;
    if (token === ':') return ': ';
    return token.trim() === '' ? '' : token;
  });
}
