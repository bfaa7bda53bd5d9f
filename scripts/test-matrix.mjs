// Packs the package, installs the tarball into temporary projects, and runs tests of the installed package there: on
// both lines of OpenTelemetry, on each Node that they support, as ES modules and as CommonJS, through TypeScript, and
// by the commands of the documentation. Prints the result of each combination.
//
//   node scripts/test-matrix.mjs            everything
//   node scripts/test-matrix.mjs --quick    2.x on the oldest Node, 3.x on the newest
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsDistribution } from './matrix/aws-distribution.mjs';
import { bundleCombinations } from './matrix/bundles.mjs';
import {
  BUNDLED_ENDS,
  COMMON_PACKAGES,
  ENDS,
  FORMATS,
  LINES,
  RESOLUTIONS,
  SUITES,
} from './matrix/combinations.mjs';
import { firstProcess } from './matrix/first-process.mjs';
import { createProject, installLine, installNode } from './matrix/install.mjs';
import { nextjs } from './matrix/nextjs.mjs';
import { packageManagers } from './matrix/package-managers.mjs';
import { productionInstall } from './matrix/production-install.mjs';
import { pm2 } from './matrix/pm2.mjs';
import { printTable, tryAll } from './matrix/queue.mjs';
import { readmeCombinations } from './matrix/readme.mjs';
import { must, run } from './matrix/run.mjs';
import { runtimeCombinations } from './matrix/runtimes.mjs';
import { compileConsumer } from './matrix/typescript.mjs';

/** Two of them leave two cores idle for a quarter of the time, as they also wait for processes and servers. */
const SIDE_BY_SIDE = 3;

const quick = process.argv.includes('--quick');
const started = performance.now();
const root = mkdtempSync(join(tmpdir(), 'cloudwatch-logs-matrix-'));
process.once('exit', removeLater);

await must('npm', ['run', 'build'], { cwd: '.' });
await must('npm', ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: '.' });
const tarball = join(root, readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '');

const lines = Object.entries(LINES)
  .map(([line, settings]) => ({
    line,
    majors: quick ? settings.quick : settings.nodes,
    packages: settings.packages,
    folder: join(root, line.replace(' ', '-')),
  }))
  .filter(({ majors }) => majors.length > 0);
const majors = [...new Set(lines.flatMap((line) => line.majors))];
// They wait mostly for the network.
const [nodes] = await Promise.all([
  Promise.all(majors.map((major) => installNode(join(root, `node-${major}`), major))),
  ...lines.map(({ folder, packages }) => installLine(folder, tarball, { ...packages, ...COMMON_PACKAGES })),
]);
const nodeOf = new Map(majors.map((major, index) => [major, nodes[index]]));
for (const { folder } of lines) for (const { type } of FORMATS) createProject(join(folder, type), type);
console.log(`packed and installed in ${minutes()} min`);

const combinations = [
  ...lines.flatMap(suitesOf),
  ...majors.flatMap(endsOf),
  ...readmeCombinations({ root, tarball, oldest: nodeOf.get(20), newest: nodeOf.get(26) }),
  awsDistribution({ root, tarball, node: nodeOf.get(20) }),
  productionInstall({ root, tarball }),
  ...packageManagers({ root, tarball, node: nodeOf.get(26) }),
  // Its services are among the copied tests.
  firstProcess({ folder: join(lines.at(-1).folder, 'module'), node: nodeOf.get(26) }),
  // It waits 15 seconds for a service that does not end.
  ...(quick ? [] : [pm2({ root, tarball, node: nodeOf.get(26) })]),
  nextjs({ root, tarball, node: nodeOf.get(26) }),
  ...runtimeCombinations({ root, tarball }),
  ...bundleCombinations({ root, tarball, node: nodeOf.get(26) }),
  ...lines.flatMap(compilationsOf),
];
const results = await tryAll(combinations, Math.max(SIDE_BY_SIDE, Math.floor(availableParallelism() / 2)));
const failures = results.filter(({ passed }) => !passed).length;
printTable(results);
console.log(`${results.length - failures} of ${results.length} combinations passed, in ${minutes()} min`);
process.exitCode = failures === 0 ? 0 : 1;

/** The tests on each Node. @param {typeof lines[number]} line */
function suitesOf({ line, majors: wanted, folder }) {
  return wanted.flatMap((major) => {
    const node = nodeOf.get(major);
    const suites = SUITES.map(({ name, type, tests }) => ({
      name: `OpenTelemetry ${line}, Node ${node.version}, ${name}`,
      work: () => runTests(join(folder, type), node, tests),
    }));
    const cli = join(folder, 'node_modules/.bin/opentelemetry-exporter-cloudwatch-logs');
    const demo = {
      name: `OpenTelemetry ${line}, Node ${node.version}, demo`,
      work: () => run(node.binary, [cli, 'demo'], { cwd: folder }),
    };
    return [...suites, demo];
  });
}

/** The ends of processes on a Node, with the newest line that it supports. @param {number} major */
function endsOf(major) {
  const node = nodeOf.get(major);
  const { line, folder } = lines.findLast((one) => one.majors.includes(major));
  const rounds = quick ? 1 : 20;
  const name = `OpenTelemetry ${line}, Node ${node.version}`;
  const project = join(folder, 'module');
  return [
    {
      name: `${name}, ends of processes, ${rounds} a cell`,
      work: () => runTests(project, node, ENDS, { TEST_ROUNDS: String(rounds) }),
    },
    {
      name: `${name}, ends of processes in bundles by esbuild`,
      work: () => runTests(project, node, BUNDLED_ENDS),
    },
  ];
}

/** The programs in TypeScript. @param {typeof lines[number]} line */
function compilationsOf({ line, folder }) {
  return FORMATS.flatMap(({ name, type }) =>
    RESOLUTIONS.filter(({ entries }) => entries === 'all' || type === 'commonjs').map((resolution) => ({
      name: `OpenTelemetry ${line}, ${resolution.typescript}, ${resolution.moduleResolution}, ${name}`,
      work: () => compileConsumer(join(folder, type), resolution),
    })),
  );
}

/**
 * @param {string} folder
 * @param {{ binary: string }} node
 * @param {readonly string[]} tests
 * @param {NodeJS.ProcessEnv} [more]
 */
function runTests(folder, { binary }, tests, more) {
  const mocha = ['--import', 'tsx', '../node_modules/mocha/bin/mocha.js'];
  const flags = ['--forbid-pending', '--timeout', '600000', '--extension', 'test.ts', '--recursive'];
  return run(binary, [...mocha, ...flags, ...tests.map((test) => `test/${test}`)], {
    cwd: folder,
    env: {
      // The same scenarios with fewer records: here they only have to work; `npm test` has the volume.
      TEST_RECORDS: '20000',
      // Newer Nodes cache compiled code, and the services of the tests load the same code each time.
      NODE_COMPILE_CACHE: join(root, 'compile-cache'),
      ...more,
    },
  });
}

/** Packages take minutes to remove: a process of its own does that, which runs on after this one ends. */
function removeLater() {
  const remove = `fs.rmSync(${JSON.stringify(root)}, { recursive: true, force: true, maxRetries: 10 })`;
  spawn(process.execPath, ['-e', remove], { detached: true, stdio: 'ignore', windowsHide: true }).unref();
}

/** @returns {string} */
function minutes() {
  return ((performance.now() - started) / 60_000).toFixed(1);
}
