/** The name of a combination, and its test. @typedef {{ name: string, work: () => Promise<Outcome> }} Combination */
/** @typedef {{ code: number | null, output: string }} Outcome */
/** @typedef {{ name: string, passed: boolean, summary: string }} Result */

/**
 * Runs combinations, a few side by side, and prints the result of each.
 * @param {readonly Combination[]} combinations
 * @param {number} sideBySide
 * @returns {Promise<Result[]>} in the order of the combinations
 */
export async function tryAll(combinations, sideBySide) {
  /** @type {Result[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < combinations.length) {
      const index = next++;
      results[index] = await tryOne(combinations[index]);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return results;
}

/**
 * @param {Combination} combination
 * @returns {Promise<Result>}
 */
async function tryOne({ name, work }) {
  const start = performance.now();
  const { code, output } = await work();
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  const passed = code === 0;
  const tests = /(\d+) passing/.exec(output)?.[1];
  const said = tests === undefined ? firstLine(output) : `${tests} tests`;
  const summary = `${seconds} s${passed && said !== '' ? `, ${said}` : ''}`;
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name}  (${summary})`);
  if (!passed) console.log(output);
  return { name, passed, summary };
}

/** @param {string} output */
function firstLine(output) {
  return output.split('\n', 1)[0] ?? '';
}

/** @param {readonly Result[]} results */
export function printTable(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const { name, passed, summary } of results) {
    console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(width)}  ${summary}`);
  }
}
