import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { allOptions } from '../../scripts/docs-configuration.mjs';
import { MESSAGES } from '../../src/messages/table.js';
import { ALL_PAGES, anchorsOf, brokenLinks, textOf, USER_PAGES } from './pages.js';

const MAX_PAGE_BYTES = 10_240;
const USER_TEXT = USER_PAGES.map(textOf).join('\n');

describe('The pages of the documentation', () => {
  it('are at most a dozen beside the README, and at most 10 KB each', () => {
    assert.ok(USER_PAGES.length <= 13, String(USER_PAGES.length));
    for (const page of USER_PAGES) {
      // The generated list of codes is as long as the table of messages: about 23 KB for about 100 codes.
      const bytes = Buffer.byteLength(textOf(page).split('<!-- codes:')[0] ?? '');
      assert.ok(bytes <= MAX_PAGE_BYTES, `${page} has ${bytes} bytes`);
    }
  });

  it('have links that lead somewhere', () => {
    assert.deepEqual(ALL_PAGES.flatMap(brokenLinks), []);
  });

  it('are all linked from the README', () => {
    for (const page of USER_PAGES.filter((name) => name !== 'README.md'))
      assert.ok(textOf('README.md').includes(`](${page})`), page);
  });

  it('name every class and function that is exported', () => {
    const report = readFileSync('docs/api/index.api.md', 'utf8');
    const values = Array.from(report.matchAll(/^export (?:class|function|const) (\w+)/gm)).map(
      ([, name = '']) => name,
    );
    assert.ok(values.length >= 3);
    for (const name of values) assert.ok(USER_TEXT.includes(name), name);
  });

  it('name no variable of the exporter that is not read', () => {
    const options = allOptions().flatMap(({ options: found }) => found);
    const known = new Set([
      ...options.flatMap(({ variable }) => variable ?? []),
      ...['CONSOLE', 'SELF_METRICS', 'UNCAUGHT_EXCEPTIONS'].map((name) => `OTEL_EXPORTER_CLOUDWATCH_${name}`),
    ]);
    for (const [name] of USER_TEXT.matchAll(/OTEL_EXPORTER_CLOUDWATCH_\w+/g))
      if (name !== 'OTEL_EXPORTER_CLOUDWATCH_') assert.ok(known.has(name), name);
    for (const name of known)
      assert.ok(USER_TEXT.includes(name.replace('OTEL_EXPORTER_CLOUDWATCH_', '')), name);
  });

  it('name no code that no message has', () => {
    for (const page of ALL_PAGES)
      for (const [code] of textOf(page).matchAll(/\bCWL_[A-Z_]+[A-Z]\b/g))
        assert.ok(code in MESSAGES, `${page}: ${code}`);
  });

  it('name no npm script that package.json does not have', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: object };
    for (const page of ALL_PAGES)
      for (const [, name = ''] of textOf(page).matchAll(/\bnpm run (?:--\S+ )?([\w:]+)/g))
        assert.ok(name in scripts, `${page}: ${name}`);
  });

  it('have a heading for each command, and name no other command', () => {
    const commands = ['demo', 'local', 'check', 'policy', 'explain', 'query'];
    for (const command of commands) assert.ok(anchorsOf('docs/command-line.md').has(command), command);
    for (const [, command = ''] of USER_TEXT.matchAll(/npx opentelemetry-exporter-cloudwatch-logs (\w+)/g))
      assert.ok([...commands, 'COMMAND'].includes(command), command);
  });
});
