import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { regularExpressionsIn } from './helpers/regular-expressions.js';

/** A quadratic pattern takes seconds for this many characters, a linear one milliseconds. */
const LENGTH = 100_000;

/** A pattern that is done sooner needs no closer look. */
const QUICK_MILLIS = 1_000;

/** Parts of the text for the closer look. A linear pattern takes so many times as long for the whole, a quadratic one the square. */
const PARTS = 10;

/** Between both, with the same distance to each. */
const MAX_GROWTH = PARTS ** 1.5;

/** An exponential pattern does not end, not even for a part. */
const ENDLESS_MILLIS = 60_000;

const ATTEMPTS = 2;

const CHARS = Array.from(' \n"\'\\a0.:-_/%[{}=,*\u0001\u{1F600}');

/** All uses of a pattern: one match, or one after the other. */
const USE = new Script(`
  pattern.lastIndex = 0;
  if (pattern.sticky) while (pattern.lastIndex < text.length && pattern.exec(text)?.[0]) ;
  else if (pattern.global) text.replaceAll(pattern, '');
  else pattern.test(text);
`);

/** Characters with a special meaning; an escaped character has none. */
const META = /\\([^a-zA-Z])|\\[a-zA-Z](?:\{\w+\})?|\[(?:[^\]\\]|\\.)*\]|\(\?[:=!]|\{[\d,]+\}|[()|*+?^$]/g;

/** Runs of literal characters in a pattern, each also joined with the next one. */
function fragmentsOf({ source }: RegExp): string[] {
  const runs = source
    .replaceAll(META, (_meta, escaped?: string) => escaped ?? '\0')
    .split('\0')
    .filter((run) => run !== '');
  return [...runs, ...runs.slice(1).map((run, index) => `${runs[index]}${run}`)];
}

function hostileTexts(pattern: RegExp): string[] {
  const units = new Set([...CHARS, ...fragmentsOf(pattern)]);
  return [...units].map((unit) => unit.repeat(Math.ceil(LENGTH / Math.sqrt(unit.length))));
}

/** The time that a pattern takes; infinite where it exceeds the limit. */
function millisOf(pattern: RegExp, text: string, limit: number): number {
  const context = createContext({ pattern, text });
  const start = performance.now();
  try {
    USE.runInContext(context, { timeout: Math.ceil(limit) });
    return performance.now() - start;
  } catch (error) {
    assert.equal(Reflect.get(Object(error), 'code'), 'ERR_SCRIPT_EXECUTION_TIMEOUT');
    return Infinity;
  }
}

/** Whether the time grows faster than the text. How fast the machine is makes no difference. */
function isSlow(pattern: RegExp, text: string): boolean {
  if (millisOf(pattern, text, QUICK_MILLIS) < Infinity) return false;
  const part = text.slice(0, text.length / PARTS);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // The engine compiles a pattern when it is used again.
    const millis = Math.min(...[part, part].map((each) => millisOf(pattern, each, ENDLESS_MILLIS)));
    if (millis === Infinity) continue;
    if (millisOf(pattern, text, Math.max(QUICK_MILLIS, MAX_GROWTH * millis)) < Infinity) return false;
  }
  return true;
}

function slowOn(pattern: RegExp): string[] {
  return hostileTexts(pattern)
    .filter((text) => isSlow(pattern, text))
    .map((text) => `${pattern} on ${JSON.stringify(text.slice(0, 40))}...`);
}

describe('The regular expressions', () => {
  it('are found in a source, and nothing else is mistaken for one', () => {
    const source = String.raw`
      // a /comment/ and "it
      const a = /x[/\]]y/giu, b = 4 / 2 / 1, c = 'no /regex/', d = "\"/none/";
      return /r/.test(~/text/ @{/in a value/.exec(a) / 2} \~ /z/~) ? f(/\//) : a[0] / b / c; /* /no/ */`
      .replaceAll('~', '`')
      .replaceAll('@', '$');
    assert.deepEqual(regularExpressionsIn(source).map(String), [
      String.raw`/x[/\]]y/giu`,
      '/r/',
      '/in a value/',
      String.raw`/\//`,
    ]);
  });

  it('are detected if they are slow', () => {
    const slow = [
      /\s*Deserialization error: to see/,
      /Credential=([^/,\s]+)\//,
      /\{process\.pid(?:\|[^}]*)?\}/g,
    ];
    for (const pattern of slow) {
      assert.ok(
        hostileTexts(pattern).some((text) => isSlow(pattern, text)),
        String(pattern),
      );
    }
    assert.deepEqual(slowOn(/Credential=([^/,\s]{1,128})\//), []);
  });

  it('of the sources take linear time for any text', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.[jt]s$/.test(file),
    );
    const sources = files.map((file) => readFileSync(join('src', file), 'utf8'));
    assert.deepEqual(
      files.filter((_, index) => sources[index]?.includes('new RegExp(')),
      [],
    );
    const patterns = new Map(sources.flatMap(regularExpressionsIn).map((each) => [String(each), each]));
    assert.ok(patterns.size > 50, `${patterns.size} patterns`);
    assert.deepEqual([...patterns.values()].flatMap(slowOn), []);
  });
});
