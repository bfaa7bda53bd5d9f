// Bun and Deno: the exporter in both, its durable outbox in both, and `register`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { npmInstall, PACKAGE } from './install.mjs';
import { APP_FILES, createUserProject, LOGGED, RECORDS, ZERO_CODE } from './project.mjs';
import { outcomeOf } from './run.mjs';
import { runProgram, startServer } from './service.mjs';

/** How each runtime runs a file, and the loggers that `register` bridges there. */
const RUNTIMES = [
  {
    name: 'Bun',
    command: ['bun'],
    register: ['--preload', `${PACKAGE}/register`],
    bridged: LOGGED,
  },
  {
    name: 'Deno',
    command: ['deno', 'run', '-A'],
    register: ['--import', `./node_modules/${PACKAGE}/dist/esm/register.js`],
    bridged: [],
    says: /CWL_RUNTIME_NOT_SUPPORTED: .*Deno/,
  },
];

/**
 * @param {{ root: string, tarball: string }} parts
 * @returns {import('./queue.mjs').Combination[]}
 */
export function runtimeCombinations({ root, tarball }) {
  const folder = join(root, 'runtimes');
  /** @type {Promise<unknown> | undefined} */
  let installed;
  return RUNTIMES.map((runtime) => ({
    name: `${runtime.name}: exporter, durable outbox, register`,
    work: () =>
      outcomeOf(async () => {
        await (installed ??= install(folder, tarball));
        const server = await startServer(folder);
        try {
          return await tryRuntime({ root, folder, server, runtime });
        } finally {
          await server.close();
        }
      }),
  }));
}

/**
 * @param {string} folder
 * @param {string} tarball
 */
async function install(folder, tarball) {
  createUserProject(folder, {
    tarball,
    packages: { ...ZERO_CODE, bun: '^1.4.0', deno: '^2.9.0' },
    allowScripts: { bun: true, deno: true },
    files: APP_FILES,
  });
  await npmInstall(folder);
}

/**
 * @param {{ root: string, folder: string, server: Awaited<ReturnType<typeof startServer>>,
 *   runtime: typeof RUNTIMES[number] }} parts
 */
async function tryRuntime({ root, folder, server, runtime: { name, command, register, bridged, says } }) {
  const [program, ...args] = command;
  const binary = join(folder, 'node_modules/.bin', program);
  const run = (
    /** @type {readonly string[]} */ more,
    /** @type {NodeJS.ProcessEnv} */ env = {},
    expectedCode = 0,
  ) => runProgram(server, [binary, ...args, ...more], { cwd: folder, env, expectedCode });

  const plain = await run(['app.mjs']);
  assert.deepEqual(plain.arrived, RECORDS, plain.output);

  // No thread can send at the end there: one line counts the losses.
  const ended = await run(['app.mjs'], { END: 'exit' }, 3);
  assert.deepEqual(ended.arrived, []);
  assert.match(
    ended.output,
    new RegExp(`5 log records were not sent .*: ${name} starts no thread at its end`),
  );

  const OUTBOX = join(root, `outbox-${name}`);
  await run(['app.mjs'], { OUTBOX, END: 'exit' }, 3);
  const next = await run(['app.mjs'], { OUTBOX });
  assert.deepEqual(next.arrived.toSorted(), [...RECORDS, ...RECORDS].toSorted(), next.output);

  for (const form of ['mjs', 'cjs']) {
    const { arrived, output } = await run([...register, `loggers.${form}`]);
    assert.deepEqual(arrived, bridged, output);
    assert.match(output, /from winston[^]*from pino/);
    if (says !== undefined) assert.match(output, says);
  }
  return 'exporter, durable outbox, register';
}
