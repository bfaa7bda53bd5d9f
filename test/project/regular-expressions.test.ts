import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, type Diagnostics } from 'recheck';
import { regularExpressionsIn } from '../helpers/regular-expressions.js';

/** Analyses the pattern. What the analysis does not support (look-around) is tried on many texts; steps count, not time. */
async function diagnose({ source, flags }: RegExp): Promise<Diagnostics> {
  const analysis = await check(source, flags, { checker: 'automaton', timeout: null });
  if (analysis.status !== 'unknown') return analysis;
  return check(source, flags, { checker: 'fuzz', timeout: null, randomSeed: 1 });
}

function patternsOfSources(): RegExp[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[jt]s$/.test(file),
  );
  const sources = files.map((file) => readFileSync(join('src', file), 'utf8'));
  assert.deepEqual(
    files.filter((_, index) => /\bRegExp\s*\(/.test(sources[index] ?? '')),
    [],
  );
  return [
    ...new Map(sources.flatMap(regularExpressionsIn).map((pattern) => [String(pattern), pattern])).values(),
  ];
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

  for (const slow of [
    /\s*Deserialization error: to see/,
    /Credential=([^/,\s]+)\//,
    /\{process\.pid(?:\|[^}]*)?\}/g,
    /"(?:[^"\\]|\\.)*"/g,
    /(?<!\w)\s*x/,
  ]) {
    it(`are detected if they are slow: ${slow}`, async () => {
      assert.equal((await diagnose(slow)).status, 'vulnerable');
    });
  }

  for (const pattern of patternsOfSources()) {
    it(`of the sources take linear time for any text: ${pattern}`, async () => {
      const { status, ...found } = await diagnose(pattern);
      assert.equal(status, 'safe', JSON.stringify(found));
    });
  }
});
