// Bun and Deno: the exporter in both, its durable outbox in both, and `register`.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { NPM_FLAGS, PACKAGE, writeManifest } from './install.mjs';
import { must, outcomeOf } from './run.mjs';
import { bodiesOf, runProgram, settingsOf, startServer } from './service.mjs';

const RECORDS = Array.from({ length: 5 }, (_, index) => `record ${index}`);

/** How each runs a file, and which loggers it has bridged. */
const RUNTIMES = [
  {
    name: 'Bun',
    command: ['bun'],
    register: ['--preload', `${PACKAGE}/register`],
    bridged: { mjs: ['from winston', 'from pino'], cjs: ['from winston', 'from pino'] },
  },
  {
    name: 'Deno',
    command: ['deno', 'run', '-A'],
    register: ['--import', `./node_modules/${PACKAGE}/dist/esm/register.js`],
    bridged: { mjs: [], cjs: [] },
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
      bun: '^1.4.0',
      deno: '^2.9.0',
      pino: '^10.4.0',
      winston: '^3.19.0',
    },
    allowScripts: { bun: true, deno: true },
  });
  await must('npm', ['install', ...NPM_FLAGS], { cwd: folder });
  cpSync('test/matrix/bundles/app.mjs', join(folder, 'app.mjs'));
  cpSync('test/matrix/runtimes', folder, { recursive: true });
}

/**
 * @param {{ root: string, folder: string, server: Awaited<ReturnType<typeof startServer>>,
 *   runtime: typeof RUNTIMES[number] }} parts
 */
async function tryRuntime({ root, folder, server, runtime: { name, command, register, bridged, says } }) {
  const [program, ...args] = command;
  const binary = join(folder, 'node_modules/.bin', program);
  const run = async (
    /** @type {readonly string[]} */ more,
    /** @type {NodeJS.ProcessEnv} */ env = {},
    expectedCode = 0,
  ) => {
    const before = server.events().length;
    const { code, output } = await runProgram([binary, ...args, ...more], {
      cwd: folder,
      env: { ...settingsOf(server), ...env },
    });
    assert.equal(code, expectedCode, output);
    return { arrived: bodiesOf(server).slice(before), output };
  };

  const plain = await run(['app.mjs']);
  assert.deepEqual(plain.arrived, RECORDS, plain.output);

  // No thread can send at the end there: what is lost is counted, by one line.
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

  for (const [form, expected] of Object.entries(bridged)) {
    const { arrived, output } = await run([...register, `loggers.${form}`]);
    assert.deepEqual(arrived, expected, output);
    assert.match(output, /from winston[^]*from pino/);
    if (says !== undefined) assert.match(output, says);
  }
  return 'exporter, durable outbox, register';
}
