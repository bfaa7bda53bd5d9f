import { isObject } from '../model/input.js';
import { invalidParameter } from '../model/service-error.js';

type Test = (event: unknown) => boolean;

interface Token {
  readonly kind: 'operator' | 'selector' | 'string' | 'word';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(&&|\|\||!=|<=|>=|[=<>()])|(\$(?:[\w.-]|\[(?:\d+|'[^']*')\])*)|"((?:[^"\\]|\\.)*)"|([^\s"'=<>!()&|]+))\s*/y;
const STEP = /\[(\d+)\]|\['([^']*)'\]|([\w-]+)/g;

/**
 * Compiles `{ $.a.b = "text*" && ($.n >= 400 || $.list[0] != 1) }` to a test of a message. A message that is not a JSON
 * object, or has no such member, never matches.
 */
export function compileJsonPattern(pattern: string): (message: string) => boolean {
  if (!pattern.endsWith('}')) {
    throw invalidParameter("If a filter pattern starts with '{' it must end with '}'");
  }
  const reader = new TokenReader(tokenize(pattern.slice(1, -1)));
  const test = readOr(reader);
  if (!reader.done) throw unsupportedJson();
  return (message) => {
    const event = parseObject(message);
    return event !== undefined && test(event);
  };
}

function unsupportedJson(): Error {
  return invalidParameter(
    'Invalid filter pattern: this local server supports only comparisons (= != < > <= >=) with && and || in JSON patterns.',
  );
}

function parseObject(message: string): object | undefined {
  // The first character shows most lines that are not JSON, without a thrown error.
  if (!/^\s*\{/.test(message)) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw unsupportedJson();
    const [, operator, selector, string, word] = match;
    if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (selector !== undefined) tokens.push({ kind: 'selector', text: selector });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.replaceAll(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#index === this.#tokens.length;
  }

  take(): Token {
    const token = this.#tokens[this.#index];
    if (token === undefined) throw unsupportedJson();
    this.#index += 1;
    return token;
  }

  /** Consumes an operator if it is the next token. */
  skip(operator: string): boolean {
    const token = this.#tokens[this.#index];
    const found = token?.kind === 'operator' && token.text === operator;
    if (found) this.#index += 1;
    return found;
  }
}

function readOr(reader: TokenReader): Test {
  const tests = [readAnd(reader)];
  while (reader.skip('||')) tests.push(readAnd(reader));
  return (event) => tests.some((test) => test(event));
}

function readAnd(reader: TokenReader): Test {
  const tests = [readOne(reader)];
  while (reader.skip('&&')) tests.push(readOne(reader));
  return (event) => tests.every((test) => test(event));
}

function readOne(reader: TokenReader): Test {
  if (reader.skip('(')) {
    const inner = readOr(reader);
    if (!reader.skip(')')) throw unsupportedJson();
    return inner;
  }
  const selector = reader.take();
  const operator = reader.take();
  const operand = reader.take();
  if (selector.kind !== 'selector' || operator.kind !== 'operator') throw unsupportedJson();
  const steps = [...selector.text.slice(1).matchAll(STEP)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );
  const compare = compileComparison(operator.text, operand);
  return (event) => {
    const value = select(event, steps);
    return value !== undefined && compare(value);
  };
}

/** A number is the index of a list, a text the name of a member. */
function select(event: unknown, steps: readonly (string | number)[]): unknown {
  let value = event;
  for (const step of steps) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

function compileComparison(operator: string, operand: Token): (value: unknown) => boolean {
  const number = operand.kind === 'word' ? Number(operand.text) : Number.NaN;
  if (operator === '=' || operator === '!=') {
    const equals = Number.isNaN(number) ? compileText(operand) : (value: unknown) => value === number;
    return operator === '=' ? equals : (value) => !equals(value);
  }
  if (Number.isNaN(number)) throw unsupportedJson();
  switch (operator) {
    case '<':
      return (value) => typeof value === 'number' && value < number;
    case '<=':
      return (value) => typeof value === 'number' && value <= number;
    case '>':
      return (value) => typeof value === 'number' && value > number;
    case '>=':
      return (value) => typeof value === 'number' && value >= number;
    default:
      throw unsupportedJson();
  }
}

/** `*` matches any text; a bare word such as `4*` also matches numbers. */
function compileText({ kind, text }: Token): (value: unknown) => boolean {
  if (kind !== 'string' && kind !== 'word') throw unsupportedJson();
  const parts = text.split('*');
  return (value) => {
    if (typeof value === 'string') return matchesParts(value, parts);
    return kind === 'word' && typeof value === 'number' && matchesParts(String(value), parts);
  };
}

/** Parts in order, the first at the start and the last at the end; not a regular expression, so never slow. */
function matchesParts(value: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  if (parts.length === 1) return value === first;
  const last = parts.at(-1) ?? '';
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = value.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from + last.length <= value.length;
}
