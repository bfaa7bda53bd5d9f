// Packs the package, installs it into throw-away projects, and runs there what looks at it from outside: on both lines
// of OpenTelemetry, on each Node that they support, as ES modules and as CommonJS, and through TypeScript.
//
//   node scripts/test-matrix.mjs            everything
//   node scripts/test-matrix.mjs --quick    each line on its oldest and newest Node
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMON_PACKAGES, FORMATS, LINES, RESOLUTIONS } from './matrix/combinations.mjs';
import { createProject, installNode, writeManifest } from './matrix/project.mjs';
import { must, run } from './matrix/run.mjs';
import { compileConsumer } from './matrix/typescript.mjs';

const quick = process.argv.includes('--quick');
const started = performance.now();
const root = mkdtempSync(join(tmpdir(), 'cloudwatch-logs-matrix-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));
/** @type {string[]} */
const failures = [];

/**
 * Runs one combination, and says how it went.
 * @param {string} name
 * @param {() => Promise<{ code: number | null, output: string }>} work
 */
async function combination(name, work) {
  const start = performance.now();
  const { code, output } = await work();
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  const passing = /(\d+) passing/.exec(output)?.[1];
  const count = passing === undefined ? '' : `, ${passing} tests`;
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}  (${seconds} s${count})`);
  if (code !== 0) {
    failures.push(name);
    console.log(output);
  }
}

await must('npm', ['run', 'build'], { cwd: '.' });
await must('npm', ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: '.' });
const tarball = join(root, readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '');
console.log(`packed ${tarball}`);

const wanted = Object.values(LINES).flatMap(({ nodes }) => (quick ? [nodes[0], nodes.at(-1)] : nodes));
const nodes = new Map();
for (const major of new Set(wanted)) nodes.set(major, await installNode(root, major));

await Promise.all(Object.entries(LINES).map(([line, settings]) => testLine(line, settings)));

console.log(
  failures.length === 0
    ? `all combinations passed in ${minutes()} min`
    : `${failures.length} combinations failed in ${minutes()} min:\n${failures.join('\n')}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

/**
 * @param {string} line
 * @param {{ nodes: number[], packages: Record<string, string> }} settings
 */
async function testLine(line, { nodes: majors, packages }) {
  const folder = join(root, `line-${line}`);
  await createProject(folder, tarball, { ...packages, ...COMMON_PACKAGES });
  for (const { name, type } of FORMATS) {
    for (const resolution of RESOLUTIONS) {
      if (resolution.entries === 'root' && type === 'module') continue;
      const { typescript, moduleResolution } = resolution;
      await combination(`OpenTelemetry ${line}, ${typescript}, ${moduleResolution}, ${name}`, () =>
        compileConsumer(folder, type, resolution),
      );
    }
    for (const major of majors) {
      const node = nodes.get(major);
      if (node === undefined) continue;
      await combination(`OpenTelemetry ${line}, Node ${node.version}, ${name}`, () => {
        writeManifest(folder, type);
        const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js'];
        const flags = ['--forbid-pending', '--timeout', '60000', '--extension', 'test.ts', '--recursive'];
        return run(node.binary, [...mocha, ...flags, 'test'], { cwd: folder });
      });
    }
  }
}

/** @returns {string} */
function minutes() {
  return ((performance.now() - started) / 60_000).toFixed(1);
}
