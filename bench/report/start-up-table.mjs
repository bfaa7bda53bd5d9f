/** @import { StartUp } from '../start-up/measure-start-up.mjs' */
import { table } from './markdown.mjs';
import { median, spread } from './statistics.mjs';

/**
 * Milliseconds that each module takes to load: the median and, in brackets, the minimum and the maximum.
 *
 * @param {readonly StartUp[]} measured
 */
export function startUpTable(measured) {
  return table(
    ['', 'import ms', 'require ms'],
    measured.map(({ module, millis }) => [module, cell(millis.import), cell(millis.require)]),
  );
}

/** @param {readonly number[]} millis */
function cell(millis) {
  const [least, most] = spread(millis);
  return `${median(millis).toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`;
}
