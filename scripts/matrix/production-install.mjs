import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmInstall, PACKAGE, writeManifest } from './install.mjs';
import { outcomeOf } from './run.mjs';

const AWS_CLIENT = '@aws-sdk/client-cloudwatch-logs';

/**
 * A production install adds the package, the AWS client with its dependencies, and nothing else.
 * @param {{ root: string, tarball: string }} parts
 * @returns {import('./queue.mjs').Combination}
 */
export function productionInstall({ root, tarball }) {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  return {
    name: 'a production install, against one of the AWS client alone',
    work: () =>
      outcomeOf(async () => {
        const [ours, theirs] = await Promise.all([
          packagesOf(join(root, 'install-ours'), { [PACKAGE]: `file:${tarball}` }),
          packagesOf(join(root, 'install-theirs'), { [AWS_CLIENT]: dependencies[AWS_CLIENT] }),
        ]);
        assert.ok(theirs.length > 1);
        assert.deepEqual(
          ours.filter((name) => !name.startsWith(`${PACKAGE}@`)),
          theirs,
        );
        return `${theirs.length} packages, all of them the AWS client's`;
      }),
  };
}

/**
 * @param {string} folder
 * @param {Record<string, string>} dependencies
 * @returns {Promise<string[]>} names with versions
 */
async function packagesOf(folder, dependencies) {
  writeManifest(folder, { dependencies });
  await npmInstall(folder, ['--omit=dev', '--omit=peer']);
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`)
    .toSorted();
}
