import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORDS = new Set(['delivered once', 'delivered at least once', 'lost and counted', 'lost']);

/** Cells of the table in the README, as `memory outbox, process crash: lost`. */
function cellsOfReadme(): string[] {
  const section = /\n## What is guaranteed\n(.*?)\n## /s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [[, ...outboxes] = [], , ...events] = rows;
  return events.flatMap(([event, ...cells]) =>
    cells.map((cell, column) => `${outboxes[column]}, ${event}: ${cell}`),
  );
}

/** Titles of tests that are cells; what stands in parentheses says which side of it a test looks at. */
function cellsOfTests(): string[] {
  const titles = readdirSync('test/guarantee')
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join('test/guarantee', name), 'utf8'))
    .flatMap((text) => Array.from(text.matchAll(/\bit\(\s*['`]((?:memory|durable) outbox, [^'`]*)['`]/g)))
    .map(([, title = '']) => title.replace(/ \(.*\)$/, ''));
  return [...new Set(titles)];
}

describe('The table of guarantees in the README', () => {
  it('has for each cell a test that carries its name, and no test says anything else', () => {
    const cells = cellsOfReadme();
    assert.equal(cells.length, 10);
    assert.deepEqual(cellsOfTests().toSorted(), cells.toSorted());
  });

  it('uses four words', () => {
    for (const cell of cellsOfReadme()) assert.ok(WORDS.has(cell.replace(/^.*: /, '')), cell);
  });
});
