import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The Node that a workload runs on. Another major version than the runner's is a package of npm, fetched once.
 *
 * @param {number | undefined} major
 */
export function nodePath(major) {
  if (major === undefined) return process.execPath;
  const folder = fileURLToPath(new URL(`../node_modules/.cache/node-${major}`, import.meta.url));
  const name = `node-${process.platform}-${process.arch}`;
  const path = `${folder}/node_modules/${name}/bin/node`;
  if (!existsSync(path)) {
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    execFileSync('npm', ['install', '--prefix', folder, `${name}@${major}`, ...flags], { stdio: 'inherit' });
  }
  return path;
}
