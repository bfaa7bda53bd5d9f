/** @import { Verdict } from './judge.mjs' */
import { table } from './markdown.mjs';

/** @param {readonly Verdict[]} verdicts */
export function targetTable(verdicts) {
  return table(['against', 'it', 'ours', 'unit', 'figure', 'target', ''], verdicts.map(rowOf));
}

/** @param {Verdict} verdict */
function rowOf({ target: { title, unit, figure: kind, bound }, ours, other, figure, outcome }) {
  const times = kind === 'ours' ? '' : 'x';
  const target = 'atLeast' in bound ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
  const shown = Number.isNaN(figure) || kind === 'ours' ? number(figure) : `${number(figure)}x (${kind})`;
  return [
    title,
    other === undefined ? '' : number(other),
    number(ours),
    unit,
    shown,
    `${target}${times}`,
    outcome === 'not met' ? '**not met**' : outcome,
  ];
}

/** @param {number} value */
function number(value) {
  return Number.isNaN(value) ? '-' : value.toFixed(2);
}
