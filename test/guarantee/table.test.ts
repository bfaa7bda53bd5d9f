import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { END_CELLS, NONE } from './helpers/ends.js';

const WORDS = new Set(['delivered once', 'delivered at least once', 'lost and counted', 'lost']);

/** Cells of the tables of the page, as `memory outbox, service outage: delivered at least once`. */
function cellsOfPage(): string[] {
  const page = readFileSync('docs/guarantees.md', 'utf8');
  return Array.from(page.matchAll(/(?:^\|.*\n)+/gm))
    .flatMap(([table]) => cellsOf(table))
    .filter((cell) => !cell.endsWith(`: ${NONE}`));
}

function cellsOf(table: string): string[] {
  const rows = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [[, ...columns] = [], , ...events] = rows;
  return events.flatMap(([event, ...cells]) =>
    cells.map((cell, column) => `${columns[column]}, ${event}: ${cell}`),
  );
}

/** Titles of tests that are cells; what stands in parentheses says which side of it a test looks at. */
function cellsOfTests(): string[] {
  const titles = readdirSync('test/guarantee')
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join('test/guarantee', name), 'utf8'))
    .flatMap((text) => Array.from(text.matchAll(/\bit\(\s*['`]((?:memory|durable) outbox, [^'`]*)['`]/g)))
    .map(([, title = '']) => title.replace(/ \(.*\)$/, ''));
  return [...new Set([...titles, ...END_CELLS.map(({ title }) => title)])];
}

describe('The tables of docs/guarantees.md', () => {
  it('have for each cell a test that carries its name, and no test says anything else', () => {
    const cells = cellsOfPage();
    assert.equal(cells.length, 44);
    assert.deepEqual(cellsOfTests().toSorted(), cells.toSorted());
  });

  it('use four words', () => {
    for (const cell of cellsOfPage()) assert.ok(WORDS.has(cell.replace(/^.*: /, '')), cell);
  });
});
