// Each entry of the package in one bundle, by each bundler, with the AWS SDK inside and outside. Arrivals are counted,
// also from a process that ends right after its logs, and from a durable outbox.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLER_PACKAGES, BUNDLERS } from './bundlers.mjs';
import { npmInstall } from './install.mjs';
import { createUserProject, RECORDS } from './project.mjs';
import { outcomeOf } from './run.mjs';
import { runProgram, startServer } from './service.mjs';

/**
 * @param {{ root: string, tarball: string, node: { binary: string, version: string } }} parts
 * @returns {import('./queue.mjs').Combination[]}
 */
export function bundleCombinations({ root, tarball, node }) {
  const folder = join(root, 'bundles');
  /** @type {Promise<unknown> | undefined} */
  let installed;
  return BUNDLERS.flatMap((bundler) =>
    [true, false].map((sdkInside) => ({
      name: `bundle by ${bundler.name}, AWS SDK ${sdkInside ? 'inside' : 'outside'}, Node ${node.version}`,
      work: () =>
        outcomeOf(async () => {
          await (installed ??= install(folder, tarball));
          return tryBundler({ root, folder, node, bundler, sdkInside });
        }),
    })),
  );
}

/**
 * @param {string} folder
 * @param {string} tarball
 */
async function install(folder, tarball) {
  createUserProject(folder, {
    tarball,
    packages: BUNDLER_PACKAGES,
    files: { 'test/matrix/bundles': '.' },
  });
  await npmInstall(folder);
}

/**
 * @param {{ root: string, folder: string, node: { binary: string }, bundler: typeof BUNDLERS[number],
 *   sdkInside: boolean }} parts
 */
async function tryBundler({ root, folder, node, bundler, sdkInside }) {
  const place = `${bundler.name.replaceAll(/\W+/g, '-')}-${sdkInside ? 'inside' : 'outside'}`;
  // The bundle must be enough: its folder has no packages.
  const target = sdkInside ? join(root, 'bundled') : folder;
  mkdirSync(target, { recursive: true });
  const built = async (/** @type {string} */ entry) => {
    const name = `${place}-${entry}.${bundler.extension}`;
    const outfile = join(folder, name);
    await bundler.bundle({ folder, entry: `${entry}.mjs`, outfile, sdkInside });
    if (target !== folder) cpSync(outfile, join(target, name));
    return join(target, name);
  };
  const [app, register] = [await built('app'), await built('register')];
  const server = await startServer(folder);
  const run = (/** @type {string} */ file, /** @type {NodeJS.ProcessEnv} */ env = {}, expectedCode = 0) =>
    runProgram(server, [node.binary, file], { cwd: target, env, expectedCode });

  try {
    assertAll(await run(app));
    assertAll(await run(register));
    assertAll(await run(app, { END: 'exit' }, 3));

    const OUTBOX = join(root, `outbox-${place}`);
    assertAll(await run(app, { OUTBOX }));
    assertAll(await run(app, { OUTBOX, END: 'exit' }, 3));
    // It sends nothing of the last one again.
    assertAll(await run(app, { OUTBOX }));
    assert.deepEqual(server.violations, []);
    return 'each entry, the end of the process, a durable outbox';
  } finally {
    await server.close();
  }
}

/** @param {{ arrived: string[], output: string }} ended */
function assertAll({ arrived, output }) {
  assert.deepEqual(arrived, RECORDS, output);
}
