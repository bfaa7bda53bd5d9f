import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './run.mjs';

const PACKAGE = 'opentelemetry-exporter-cloudwatch-logs';

/** Suites that look at the package from outside; the others test its parts. */
const SUITES = [
  'integration',
  'register/helpers',
  'register/apps',
  'register/register.test.ts',
  'bridges',
  'matrix/nodesdk.test.ts',
];

/**
 * Makes a project that uses the packed package with one line of OpenTelemetry.
 * @param {string} folder
 * @param {string} tarball
 * @param {Record<string, string>} packages
 */
export async function createProject(folder, tarball, packages) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeManifest(folder, 'module', { [PACKAGE]: `file:${tarball}`, ...packages });
  await must('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  cpSync('examples/nodesdk', join(folder, 'examples/nodesdk'), { recursive: true });
  for (const suite of SUITES) cpSync(`test/${suite}`, join(folder, 'test', suite), { recursive: true });
  for (const file of typescriptIn(join(folder, 'test'))) pointToPackage(file);
}

/**
 * Lets the project's TypeScript be ES modules, or CommonJS.
 * @param {string} folder
 * @param {string} type
 * @param {Record<string, string>} [dependencies]
 */
export function writeManifest(folder, type, dependencies) {
  const file = join(folder, 'package.json');
  const before = dependencies === undefined ? JSON.parse(readFileSync(file, 'utf8')) : { dependencies };
  writeFileSync(file, JSON.stringify({ ...before, private: true, type }, undefined, 2));
}

/**
 * A Node of that major version, from the npm package `node`.
 * @param {string} folder
 * @param {number} major
 */
export async function installNode(folder, major) {
  const project = join(folder, `node-${major}`);
  mkdirSync(project, { recursive: true });
  // Its install script fetches the binary; newer npms ask for leave.
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, dependencies: { node: `^${major}` }, allowScripts: { node: true } }),
  );
  await must('npm', ['install', '--no-audit', '--no-fund'], { cwd: project });
  const binary = join(project, 'node_modules', 'node', 'bin', 'node');
  const version = (await must(binary, ['--version'], { cwd: project })).trim();
  return { binary, version };
}

/** @param {string} folder */
function typescriptIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** @param {string} file */
function pointToPackage(file) {
  const text = readFileSync(file, 'utf8')
    .replaceAll(/'(?:\.\.\/)+src\/local-server\/index\.js'/g, `'${PACKAGE}/local-server'`)
    .replaceAll(/'(?:\.\.\/)+src\/index\.js'/g, `'${PACKAGE}'`)
    .replaceAll('./dist/esm/register.js', `./node_modules/${PACKAGE}/dist/esm/register.js`);
  writeFileSync(file, text);
}
