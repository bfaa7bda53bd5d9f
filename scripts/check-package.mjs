// Checks the bounds of the package: the size of the tarball, and what a production install adds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Bytes of the tarball that users download. It has the exporter and the local server twice (ES modules and CommonJS), the
 * command line, and the AWS client of the thread that sends at the end of a process.
 */
const MAX_TARBALL_BYTES = 420_000;

const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [{ size, files }] = JSON.parse(packed);
const { bin, dependencies, optionalDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));

assert.ok(size < MAX_TARBALL_BYTES, `the tarball has ${size} bytes, more than ${MAX_TARBALL_BYTES}`);
assert.deepEqual(Object.keys(dependencies), ['@aws-sdk/client-cloudwatch-logs']);
assert.deepEqual(optionalDependencies, {});
const strays = files
  .map(({ path }) => path)
  .filter((path) => !/^(dist\/|package\.json$|README\.md$|CHANGELOG\.md$|LICENSE$)/.test(path));
assert.deepEqual(strays, []);
for (const [name, path] of Object.entries(bin)) {
  const program = files.find((file) => `./${file.path}` === path);
  assert.ok(program !== undefined && (program.mode & 0o111) !== 0, `${name} cannot be run`);
  assert.match(readFileSync(path, 'utf8'), /^#!\/usr\/bin\/env node\n/);
}
console.log(`tarball: ${size} bytes of ${MAX_TARBALL_BYTES}, ${files.length} files, one dependency`);
