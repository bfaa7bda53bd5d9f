import { errorMessage } from '../../util/errors.js';
import { quote } from '../../util/quote.js';
import { MAX_NAME_LENGTH, refuseForbidden, RESERVED_GROUP_PREFIX } from './legal-text.js';
import { takesFrom } from './template.js';
import type { Alternative, Placeholder, Template, TemplateKind } from './template.js';
import { createTimeRenderer, parseTimeFormat } from './time-format.js';

/** Parses a name template; throws an Error that says what was expected, where, and what was found. */
export function parseTemplate(text: string, kind: TemplateKind): Template {
  const parts = joinLiterals(readParts(text));
  if (parts.length === 0) {
    throw new Error(`expected a template that gives a name, got ${quote(text)}`);
  }
  for (const literal of parts.flatMap(literalsOf)) refuseForbidden(kind, literal, text);
  const length = parts.filter((part) => typeof part === 'string').join('').length;
  if (length > MAX_NAME_LENGTH) {
    throw new Error(
      `expected at most ${MAX_NAME_LENGTH} characters of literal text, got ${length} in ${quote(text)}`,
    );
  }
  if (kind === 'logGroupName') refuseUnsafeGroup(parts, text);
  return { kind, source: text, parts };
}

/** The fixed text of a name, whatever the values are; a time adds only digits. */
function literalsOf(part: string | Placeholder): readonly string[] {
  if (typeof part === 'string') return [part];
  return part.alternatives.flatMap((alternative) => {
    if (alternative.from === 'text') return [alternative.text];
    return alternative.from === 'time' ? [createTimeRenderer(alternative.format)(0)] : [];
  });
}

function refuseUnsafeGroup(parts: Template['parts'], text: string): void {
  const [first = '', second] = parts;
  const next = typeof second === 'string' ? second : '';
  if (literalsOf(first).some((literal) => RESERVED_GROUP_PREFIX.test(literal + next))) {
    throw new Error(
      `expected a name that does not start with "aws/", in any case of letters, got ${quote(text)}`,
    );
  }
  // The sender of a request may control the attributes and must not choose any group.
  const firstLiteral = parts.findIndex((part) => typeof part === 'string');
  const firstFree = parts.findIndex((part) => typeof part !== 'string' && takesFrom(part, 'attributes'));
  if (firstFree !== -1 && (firstLiteral === -1 || firstLiteral > firstFree)) {
    throw new Error(`expected literal text before the first {attributes.*}, got ${quote(text)}`);
  }
}

function readParts(text: string): (string | Placeholder)[] {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    parts.push(text.slice(at, open === -1 ? undefined : open));
    if (open === -1) break;
    if (text[open + 1] === '{') {
      parts.push('{');
      at = open + 2;
    } else {
      const { alternatives, end } = readPlaceholder(text, open);
      parts.push(reachable(alternatives));
      at = end;
    }
  }
  return parts;
}

function readPlaceholder(text: string, open: number): { alternatives: Alternative[]; end: number } {
  const alternatives: Alternative[] = [];
  for (let at = open + 1; ; at += 1) {
    const quoted = /^\s*"/u.exec(text.slice(at));
    const read = quoted
      ? readQuoted(text, at + quoted[0].length)
      : readBare(text, at, alternatives.length === 0);
    at = read.end;
    if (at >= text.length) {
      throw new Error(`expected "}" for the "{" at ${place(open)}, got the end of ${quote(text)}`);
    }
    if (text[at] !== '|' && text[at] !== '}') {
      throw new Error(`expected "|" or "}" at ${place(at)}, got ${quote(text[at] ?? '')} in ${quote(text)}`);
    }
    alternatives.push(toAlternative(read, text, open));
    if (text[at] === '}') return { alternatives, end: at + 1 };
  }
}

interface Read {
  readonly content: string;
  readonly quoted: boolean;
  readonly end: number;
}

function readQuoted(text: string, start: number): Read {
  const close = text.indexOf('"', start);
  if (close === -1) {
    throw new Error(
      `expected a second quote for the one at ${place(start - 1)}, got the end of ${quote(text)}`,
    );
  }
  const blanks = /^\s*/u.exec(text.slice(close + 1))?.[0].length ?? 0;
  return { content: text.slice(start, close), quoted: true, end: close + 1 + blanks };
}

function readBare(text: string, start: number, first: boolean): Read {
  const length = text.slice(start).search(/[{}|"]/u);
  const end = length === -1 ? text.length : start + length;
  const content = text.slice(start, end).trim();
  if (content === '' && (text[end] === '|' || text[end] === '}')) {
    const what = first && text[end] === '}' ? 'an empty placeholder' : 'an empty alternative';
    throw new Error(`expected a key at ${place(start)}, got ${what} in ${quote(text)}`);
  }
  return { content, quoted: false, end };
}

function toAlternative({ content, quoted }: Read, text: string, open: number): Alternative {
  if (quoted) return { from: 'text', text: content };
  if (content === 'scope.name') return { from: 'scope' };
  if (content === 'severity') return { from: 'severity' };
  if (content.startsWith('time:')) return { from: 'time', format: timeFormat(content.slice(5), text, open) };
  if (!content.startsWith('attributes.')) return { from: 'resource', key: content };
  const key = content.slice('attributes.'.length);
  if (key === '') {
    throw new Error(
      `expected a key after "attributes." in the placeholder at ${place(open)}, got none in ${quote(text)}`,
    );
  }
  return { from: 'attributes', key };
}

function timeFormat(format: string, text: string, open: number): ReturnType<typeof parseTimeFormat> {
  try {
    return parseTimeFormat(format);
  } catch (error) {
    throw new Error(`${errorMessage(error)} in the placeholder at ${place(open)} of ${quote(text)}`, {
      cause: error,
    });
  }
}

/** Texts, times and severities always have a value: an alternative after them is never used. */
function reachable(alternatives: readonly Alternative[]): string | Placeholder {
  const last = alternatives.findIndex(
    ({ from }) => from === 'text' || from === 'time' || from === 'severity',
  );
  const asked = last === -1 ? alternatives : alternatives.slice(0, last + 1);
  return asked[0]?.from === 'text' ? asked[0].text : { alternatives: asked };
}

function joinLiterals(parts: readonly (string | Placeholder)[]): (string | Placeholder)[] {
  const joined: (string | Placeholder)[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (typeof part === 'string' && typeof before === 'string') joined[joined.length - 1] = before + part;
    else if (part !== '') joined.push(part);
  }
  return joined;
}

function place(index: number): string {
  return `character ${index + 1}`;
}
