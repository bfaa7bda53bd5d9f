// npm, pnpm, Yarn 1 and Yarn 4, also with Plug'n'Play: the processor, its end by process.exit, and zero code in both forms.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NPM_FLAGS, npmInstall, PACKAGE, writeManifest } from './install.mjs';
import { APP_FILES, createUserProject, LOGGED, RECORDS, ZERO_CODE } from './project.mjs';
import { mustInstall, outcomeOf } from './run.mjs';
import { runProgram, startServer } from './service.mjs';

const REGISTER = `${PACKAGE}/register`;
const BERRY = 'yarn-berry/bin/yarn.js';

/** The program of each package manager in the folder of tools, and its install command. */
const MANAGERS = [
  { name: 'npm', install: ['install', ...NPM_FLAGS] },
  { name: 'pnpm', program: 'pnpm/bin/pnpm.mjs', install: ['install', '--ignore-scripts'] },
  {
    name: 'Yarn 1',
    program: 'yarn/bin/yarn.js',
    install: ['install', '--ignore-scripts', '--ignore-engines'],
  },
  { name: 'Yarn 4, node_modules', program: BERRY, install: ['install'], linker: 'node-modules' },
  { name: "Yarn 4, Plug'n'Play", program: BERRY, install: ['install'], linker: 'pnp' },
];

/**
 * @param {{ root: string, tarball: string, node: { binary: string, bin: string, version: string } }} parts
 * @returns {import('./queue.mjs').Combination[]}
 */
export function packageManagers({ root, tarball, node }) {
  const tools = join(root, 'package-managers');
  /** @type {Promise<unknown> | undefined} */
  let installed;
  return MANAGERS.map((manager, index) => ({
    name: `${manager.name}, Node ${node.version}`,
    work: () =>
      outcomeOf(async () => {
        await (installed ??= installTools(tools));
        return tryManager({ tools, folder: join(root, `managed-${index}`), tarball, node, manager });
      }),
  }));
}

/** @param {string} folder */
async function installTools(folder) {
  const dependencies = { pnpm: '*', yarn: '^1.22.0', 'yarn-berry': 'npm:@yarnpkg/cli-dist@^4.0.0' };
  writeManifest(folder, { dependencies });
  await npmInstall(folder);
}

/**
 * @param {{ tools: string, folder: string, tarball: string, node: { binary: string, bin: string },
 *   manager: typeof MANAGERS[number] }} parts
 */
async function tryManager({ tools, folder, tarball, node, manager }) {
  createUserProject(folder, { tarball, packages: ZERO_CODE, files: APP_FILES });
  if (manager.linker !== undefined) {
    const lines = [
      `nodeLinker: ${manager.linker}`,
      'enableTelemetry: false',
      'enableScripts: false',
      'enableImmutableInstalls: false',
    ];
    writeFileSync(join(folder, '.yarnrc.yml'), `${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'yarn.lock'), '');
  }
  const PATH = [node.bin, process.env.PATH].join(delimiter);
  const tool =
    manager.program === undefined ? ['npm'] : [node.binary, join(tools, 'node_modules', manager.program)];
  await mustInstall(tool[0], [...tool.slice(1), ...manager.install], { cwd: folder, env: { PATH } });

  // This process cannot load packages from a folder of Plug'n'Play: the server is that of the repository.
  const server = await startServer('.');
  try {
    const start = manager.linker === 'pnp' ? [...tool, 'node'] : [node.binary];
    for (const { args, expected, END } of [
      { args: ['app.mjs'], expected: RECORDS },
      { args: ['app.mjs'], expected: RECORDS, END: 'exit' },
      { args: ['--import', REGISTER, 'loggers.mjs'], expected: LOGGED },
      { args: ['--require', REGISTER, 'loggers.cjs'], expected: LOGGED },
    ]) {
      const { arrived, output } = await runProgram(server, [...start, ...args], {
        cwd: folder,
        env: { PATH, ...(END && { END }) },
        expectedCode: END ? 3 : 0,
      });
      assert.deepEqual(arrived.toSorted(), expected.toSorted(), output);
    }
    return 'processor, its end by process.exit, register';
  } finally {
    await server.close();
  }
}
