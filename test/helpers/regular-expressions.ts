/** After these a slash is a division: the end of a value. */
const VALUE_END = /[\w$)\]}'"`]$/;
const KEYWORD = /\b(?:return|typeof|case|in|of|do|else|void|await)$/;

/** The literals of regular expressions in a source, in order; strings, templates and comments are skipped. */
export function regularExpressionsIn(source: string): RegExp[] {
  const found: RegExp[] = [];
  let before = '';
  let at = 0;
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0] ?? source.slice(at);
    at += text.length;
    return text;
  };
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    const [char = ''] = two;
    if (two === '//' || (at === 0 && two === '#!')) skip(/.*/y);
    else if (two === '/*') skip(/\/\*[^]*?\*\//y);
    else if (char === "'" || char === '"') {
      skip(char === "'" ? /'(?:[^'\\]|\\[^])*'/y : /"(?:[^"\\]|\\[^])*"/y);
      before = '""';
    } else if (char === '/' && (!VALUE_END.test(before.trimEnd()) || KEYWORD.test(before.trimEnd()))) {
      const literal = skip(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y);
      const end = literal.lastIndexOf('/');
      found.push(new RegExp(literal.slice(1, end), literal.slice(end + 1)));
      before = '""';
    } else {
      // The texts of a template, between the backticks and the braces of its values, may look like anything.
      if (char === '`') at = endOfTemplate(source, at, found);
      else at += 1;
      before = (before + (char === '`' ? '""' : char)).slice(-12);
    }
  }
  return found;
}

/** Searches the values of a template, and skips its texts. */
function endOfTemplate(source: string, start: number, found: RegExp[]): number {
  let at = start + 1;
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('${', at)) {
      const end = endOfValue(source, at + 2);
      found.push(...regularExpressionsIn(source.slice(at + 2, end)));
      at = end + 1;
    } else at += 1;
  }
  return at + 1;
}

function endOfValue(source: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < source.length; at += 1) {
    if (source[at] === '`') at = endOfTemplate(source, at, []) - 1;
    else if (source[at] === '{') depth += 1;
    else if (source[at] === '}' && depth-- === 0) break;
  }
  return at;
}
