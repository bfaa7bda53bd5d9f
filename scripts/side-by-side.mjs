// Runs npm scripts at the same time, prints the output of each when it has ended, and fails when one of them fails.
//
//   node scripts/side-by-side.mjs check test:unit test:forked
import { run } from './matrix/run.mjs';

const names = process.argv.slice(2);
const started = performance.now();
// Colors on a terminal.
const env = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};

/** @param {string} name */
async function runScript(name) {
  const { code, output } = await run('npm', ['run', '--silent', name], { cwd: '.', env });
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`\n--- ${name}\n${output}`);
  return { isGood: code === 0, verdict: `${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)` };
}

console.log(`side by side: ${names.join(', ')}`);
const results = await Promise.all(names.map(runScript));
console.log(results.map(({ verdict }) => verdict).join('\n'));
process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
