import { compileJsonPattern } from './json-pattern.js';
import { invalidParameter } from '../model/service-error.js';

interface Term {
  readonly sign: '' | '-' | '?';
  readonly text: string;
}

const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)/y;

/**
 * Compiles a filter pattern to a test of a message: terms (`error "two words" -excluded ?any ?other`) or a JSON pattern
 * (`{ $.level = "error" }`); both are case-sensitive. See
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text.startsWith('{')) return compileJsonPattern(text);
  if (text.startsWith('[')) throw unsupported('space-delimited patterns');
  if (/(^|[\s?-])%/.test(text)) throw unsupported('regular expressions');
  const terms = readTerms(text);
  const included = terms.filter(({ sign }) => sign === '').map((term) => term.text);
  const excluded = terms.filter(({ sign }) => sign === '-').map((term) => term.text);
  const optional = terms.filter(({ sign }) => sign === '?').map((term) => term.text);
  // The service ignores optional terms if there are other terms.
  const anyOf = optional.length === terms.length ? optional : [];
  return (message) =>
    included.every((term) => message.includes(term)) &&
    !excluded.some((term) => message.includes(term)) &&
    (anyOf.length === 0 || anyOf.some((term) => message.includes(term)));
}

export function unsupported(what: string): Error {
  return invalidParameter(`Invalid filter pattern: this local server does not support ${what}.`);
}

function readTerms(text: string): readonly Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (match === null) throw invalidParameter('Invalid filter pattern');
    const [, sign, quoted, bare] = match;
    if (bare !== undefined && !/^\w+$/.test(bare)) {
      throw invalidParameter(`Invalid filter pattern: Invalid character(s) in term '${bare}'`);
    }
    const term = bare ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1');
    terms.push({ sign: sign === '-' || sign === '?' ? sign : '', text: term });
  }
  return terms;
}
