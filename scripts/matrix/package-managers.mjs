// npm, pnpm and the Yarns, Plug'n'Play included: the processor, its end by process.exit, and zero code in both forms.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NPM_FLAGS, PACKAGE, writeManifest } from './install.mjs';
import { must, outcomeOf } from './run.mjs';
import { bodiesOf, runProgram, settingsOf, startServer } from './service.mjs';

const RECORDS = Array.from({ length: 5 }, (_, index) => `record ${index}`);
const LOGGERS = ['from winston', 'from pino'];
const REGISTER = `${PACKAGE}/register`;
const BERRY = 'yarn-berry/bin/yarn.js';

/** The program of each in the folder of tools, and how it installs. */
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
  await must('npm', ['install', ...NPM_FLAGS], { cwd: folder });
}

/**
 * @param {{ tools: string, folder: string, tarball: string, node: { binary: string, bin: string },
 *   manager: typeof MANAGERS[number] }} parts
 */
async function tryManager({ tools, folder, tarball, node, manager }) {
  writeManifest(folder, {
    dependencies: {
      [PACKAGE]: `file:${tarball}`,
      '@opentelemetry/api': '^1.10.0',
      '@opentelemetry/api-logs': '^0.223.1',
      '@opentelemetry/auto-instrumentations-node': '^0.82.0',
      '@opentelemetry/core': '^3.0.0',
      '@opentelemetry/resources': '^3.1.1',
      '@opentelemetry/sdk-logs': '^3.1.1',
      '@opentelemetry/winston-transport': '^0.34.0',
      pino: '^10.4.0',
      winston: '^3.19.0',
    },
  });
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
  cpSync('test/matrix/runtimes', folder, { recursive: true });
  cpSync('test/matrix/bundles/app.mjs', join(folder, 'app.mjs'));
  const PATH = [node.bin, process.env.PATH].join(delimiter);
  const tool =
    manager.program === undefined ? ['npm'] : [node.binary, join(tools, 'node_modules', manager.program)];
  await must(tool[0], [...tool.slice(1), ...manager.install], { cwd: folder, env: { PATH } });

  // A folder of Plug'n'Play has no packages that this process could load: the server is the repository's own.
  const server = await startServer('.');
  try {
    const start = manager.linker === 'pnp' ? [...tool, 'node'] : [node.binary];
    for (const { args, expected, ends } of [
      { args: ['app.mjs'], expected: RECORDS },
      { args: ['app.mjs'], expected: RECORDS, ends: { END: 'exit' } },
      { args: ['--import', REGISTER, 'loggers.mjs'], expected: LOGGERS },
      { args: ['--require', REGISTER, 'loggers.cjs'], expected: LOGGERS },
    ]) {
      const before = server.events().length;
      const env = { ...settingsOf(server), PATH, ...ends };
      const { code, output } = await runProgram([...start, ...args], { cwd: folder, env });
      assert.equal(code, ends === undefined ? 0 : 3, output);
      assert.deepEqual(bodiesOf(server).slice(before).toSorted(), expected.toSorted(), output);
    }
    return 'processor, its end by process.exit, register';
  } finally {
    await server.close();
  }
}
