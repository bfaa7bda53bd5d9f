import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOptions } from '../../scripts/docs-configuration.mjs';

const DECLARATION =
  /(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?export (?:declare )?(?:class|function|interface|type|const) (\w+)/gs;

/** The names that an entry of the package exports, from its API report. */
function exportedBy(report: string): string[] {
  const text = readFileSync(`docs/api/${report}.api.md`, 'utf8');
  return Array.from(text.matchAll(/^export (?:class|function|interface|type|const) (\w+)/gm)).map(
    ([, name = '']) => name,
  );
}

/** The comments of what the sources export, by name; of two with one name the one with `@since` counts. */
function comments(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const [, comment = '', name = ''] of readFileSync(join('src', file), 'utf8').matchAll(DECLARATION))
      if (!found.get(name)?.includes('@since')) found.set(name, comment);
  }
  return found;
}

/** What a docstring says about the unit of an option, by the end of the option's name. */
const UNITS = [
  [/Millis$/, /\bmilliseconds\b/i],
  [/(?:Bytes|bytesPerHour)$/, /\bbytes\b/i],
  [/InDays$/, /\bdays\b/i],
] as const;

/** Options whose bound is a limit of the service. */
const LIMITED = [
  'logGroupName',
  'logStreamName',
  'maxBatchBytes',
  'maxBatchCount',
  'maxEventBytes',
  'logGroup.retentionInDays',
  'logGroup.tags',
];

/** Each option with its docstring. */
function optionComments(): { readonly name: string; readonly comment: string }[] {
  const source = readFileSync('src/options/options.ts', 'utf8');
  return allOptions().flatMap(({ name: owner, options }) => {
    const body = source.slice(source.indexOf(`export interface ${owner} `));
    return options.map(({ name }) => {
      const own = name.slice(name.indexOf('.') + 1);
      const [, comment = ''] =
        new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s*${own}\??: `).exec(body) ?? [];
      return { name, comment };
    });
  });
}

describe('The docstrings', () => {
  it('of everything exported say what it is, and since which version', () => {
    const byName = comments();
    for (const name of ['index', 'local-server'].flatMap(exportedBy))
      assert.match(byName.get(name) ?? '', /\w.*@since \d+\.\d+\.\d+/s, name);
  });

  it('of each exported class and function have an example', () => {
    const byName = comments();
    const reports = ['index', 'local-server'].map((name) => readFileSync(`docs/api/${name}.api.md`, 'utf8'));
    const values = reports.flatMap((text) => Array.from(text.matchAll(/^export (?:class|function) (\w+)/gm)));
    assert.ok(values.length >= 5);
    for (const [, name = ''] of values) assert.match(byName.get(name) ?? '', /@example\s+\S/, name);
  });

  it('of each option say its default, its unit and since which version', () => {
    const options = optionComments();
    assert.ok(options.length > 40);
    for (const { name, comment } of options) {
      assert.match(comment, /\w.*@defaultValue \S.*@since \d+\.\d+\.\d+/s, name);
      for (const [ending, unit] of UNITS) if (ending.test(name)) assert.match(comment, unit, name);
    }
  });

  it('of each option that has a variable name it, by the reading of the environment', () => {
    const read = readFileSync('src/options/environment.ts', 'utf8').matchAll(/\bread(?:List)?\('(\w+)'/g);
    const variables = Array.from(read, ([, name = '']) => `OTEL_EXPORTER_CLOUDWATCH_${name}`);
    const named = optionComments().flatMap(
      ({ comment }) => /Environment: `(\w+)`/.exec(comment)?.slice(1) ?? [],
    );
    assert.deepEqual(named.toSorted(), variables.toSorted());
  });

  it('of a limit link to its source', () => {
    const limited = optionComments().filter(({ name }) => LIMITED.includes(name));
    assert.equal(limited.length, LIMITED.length);
    for (const { name, comment } of limited)
      assert.match(comment, /@see https:\/\/docs\.aws\.amazon\.com\/\S+/, name);
  });

  it('of each constructor name the error that it throws', () => {
    for (const file of ['src/exporter.ts', 'src/processor.ts'])
      assert.match(
        readFileSync(file, 'utf8'),
        /@throws TypeError with the code `CWL_OPTIONS_INVALID`[^]*?\*\/\s*constructor\(/,
        file,
      );
  });
});
