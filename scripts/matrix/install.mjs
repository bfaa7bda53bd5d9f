import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { COPIED } from './combinations.mjs';
import { must, mustInstall } from './run.mjs';

export const PACKAGE = 'opentelemetry-exporter-cloudwatch-logs';

/** Keeps npm quiet, and lets it use versions that it fetched before. */
export const NPM_FLAGS = ['--no-audit', '--no-fund', '--prefer-offline'];

/**
 * Installs the packed package with one line of OpenTelemetry.
 * @param {string} folder
 * @param {string} tarball
 * @param {Record<string, string>} packages
 */
export async function installLine(folder, tarball, packages) {
  writeManifest(folder, { dependencies: { [PACKAGE]: `file:${tarball}`, ...packages } });
  await npmInstall(folder);
}

/**
 * @param {string} folder
 * @param {readonly string[]} args packages to add, flags
 */
export async function npmInstall(folder, args = []) {
  await mustInstall('npm', ['install', ...NPM_FLAGS, ...args], { cwd: folder });
}

/**
 * A project below such a folder, whose packages it uses: the tests and examples as ES modules, or as CommonJS.
 * @param {string} folder
 * @param {string} type
 */
export function createProject(folder, type) {
  writeManifest(folder, { type });
  cpSync('examples/nodesdk', join(folder, 'examples/nodesdk'), { recursive: true });
  for (const path of COPIED) cpSync(`test/${path}`, join(folder, 'test', path), { recursive: true });
  for (const file of typescriptIn(join(folder, 'test'))) pointToPackage(file);
}

/**
 * A Node of that major version, from the npm package `node`.
 * @param {string} folder
 * @param {number} major
 */
export async function installNode(folder, major) {
  // Its install script fetches the binary; newer versions of npm need permission for it.
  writeManifest(folder, { dependencies: { node: `^${major}` }, allowScripts: { node: true } });
  await npmInstall(folder);
  const binary = resolve(folder, 'node_modules/node/bin/node');
  const version = (await must(binary, ['--version'], { cwd: folder })).trim();
  return { binary, bin: dirname(binary), version };
}

/**
 * @param {string} folder
 * @param {object} manifest
 */
export function writeManifest(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }, undefined, 2));
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
    .replaceAll('./dist/esm/register.js', `../node_modules/${PACKAGE}/dist/esm/register.js`);
  writeFileSync(file, text);
}
