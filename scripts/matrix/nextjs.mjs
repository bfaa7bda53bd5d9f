// The example of Next.js: built by Turbopack, as a standalone server, by `next start`, by `next dev`, and without code.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.mjs';
import { npmInstall, PACKAGE } from './install.mjs';
import { createUserProject, RECORDS } from './project.mjs';
import { must, outcomeOf, outputOf } from './run.mjs';
import { bodiesOf, settingsOf, spawnBounded, startServer } from './service.mjs';

const NEXT = 'node_modules/next/dist/bin/next';
const STANDALONE = ['.next/standalone/server.js'];
/** The first imports the second by its path. */
const SIGNALS = ['test/matrix/nextjs/signals.ts', 'test/zero-code/apps/on-delivery.mjs'];
const NODE_OPTIONS = `--require ${PACKAGE}/register`;

/**
 * @param {{ root: string, tarball: string, node: { binary: string, version: string } }} parts
 * @returns {import('./queue.mjs').Combination}
 */
export function nextjs({ root, tarball, node }) {
  return {
    name: `Next.js, Node ${node.version}`,
    work: () =>
      outcomeOf(async () => {
        const folder = join(root, 'nextjs');
        await install(folder, tarball);
        await must(node.binary, [NEXT, 'build'], { cwd: folder });
        await answers(folder, node, STANDALONE);
        await sendsFromEachEntry(folder, node, join(root, 'outbox-nextjs'));
        await answers(folder, node, [NEXT, 'start']);
        // Otherwise it kills its server with SIGKILL 100 ms after SIGTERM.
        await answers(folder, node, [NEXT, 'dev'], { NEXT_EXIT_TIMEOUT_MS: '10000' });
        writeFileSync(join(folder, 'instrumentation.node.ts'), `import '${PACKAGE}/register';\n`);
        await must(node.binary, [NEXT, 'build'], { cwd: folder });
        await answers(folder, node, STANDALONE);
        writeFileSync(join(folder, 'instrumentation.node.ts'), "import './test/matrix/nextjs/signals';\n");
        await must(node.binary, [NEXT, 'build'], { cwd: folder });
        await sendsFromSignalListener(folder, node);
        for (const file of ['instrumentation.ts', 'instrumentation.node.ts']) rmSync(join(folder, file));
        await must(node.binary, [NEXT, 'build'], { cwd: folder });
        await answers(folder, node, [NEXT, 'start'], { NODE_OPTIONS });
        return 'standalone, each entry, start, dev, register in the bundle, NODE_OPTIONS, own listener of SIGTERM';
      }),
  };
}

/**
 * @param {string} folder
 * @param {string} tarball
 */
async function install(folder, tarball) {
  createUserProject(folder, {
    tarball,
    packages: {
      '@types/node': '^20.19.0',
      '@types/react': '*',
      next: 'latest',
      react: 'latest',
      'react-dom': 'latest',
      typescript: '^5.9.0',
    },
    files: {
      'examples/nextjs': '.',
      'test/matrix/nextjs/edge-route.ts': 'app/edge/route.ts',
      'test/matrix/nextjs/entries-route.ts': 'app/entries/route.ts',
      ...Object.fromEntries(SIGNALS.map((file) => [file, file])),
    },
  });
  await npmInstall(folder);
}

/**
 * One log arrives, and the unguarded import of the edge route says what to do.
 * @param {string} folder
 * @param {{ binary: string }} node
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 */
async function answers(folder, node, command, env) {
  const server = await startServer(folder);
  try {
    const paths = ['log', 'edge'];
    const { statuses, arrived, output } = await serve({ server, folder, node, command, env, paths });
    assert.deepEqual(statuses, [200, 200], output);
    assert.deepEqual(arrived, ['asked'], `${command.join(' ')}\n${output}`);
    assert.match(output, /CWL_EDGE_RUNTIME: .* needs Node\.js .* Import it only where/);
  } finally {
    await server.close();
  }
}

/**
 * What a listener of the application logs arrives, where it ends the process itself, and where Next.js does.
 * @param {string} folder
 * @param {{ binary: string }} node
 */
async function sendsFromSignalListener(folder, node) {
  const server = await startServer(folder);
  try {
    for (const env of [
      { NEXT_MANUAL_SIG_HANDLE: 'true', ENDS: 'at once' },
      { NEXT_MANUAL_SIG_HANDLE: 'true', ENDS: 'after the delivery' },
      { ENDS: 'by Next.js' },
    ]) {
      const { code, arrived, output } = await serve({
        server,
        folder,
        node,
        command: [NEXT, 'start'],
        env: { NODE_OPTIONS, ...env },
        paths: ['log'],
      });
      assert.deepEqual(arrived.toSorted(), ['asked', 'got SIGTERM'], `${env.ENDS}\n${output}`);
      if ('NEXT_MANUAL_SIG_HANDLE' in env) assert.equal(code, 7, `${env.ENDS}\n${output}`);
    }
  } finally {
    await server.close();
  }
}

/**
 * As with the other bundlers, counts what arrives after process.exit and from a durable outbox.
 * @param {string} folder
 * @param {{ binary: string }} node
 * @param {string} outbox
 */
async function sendsFromEachEntry(folder, node, outbox) {
  const server = await startServer(folder);
  const ask = (/** @type {string} */ query) =>
    serve({ server, folder, node, command: STANDALONE, paths: [`entries?${query}`] });
  try {
    // The last one sends nothing again of the one before it.
    for (const query of ['', 'exit', `outbox=${outbox}&exit`, `outbox=${outbox}`]) {
      const { arrived, output } = await ask(query);
      assert.deepEqual(arrived, RECORDS, output);
    }
  } finally {
    await server.close();
  }
}

/**
 * Starts the application, sends it requests, and ends it with SIGTERM.
 * @param {{ server: import('./service.mjs').LocalServer, folder: string, node: { binary: string },
 *   command: readonly string[], paths: readonly string[], env?: NodeJS.ProcessEnv }} parts
 * @returns {Promise<{ code: number | null, statuses: (number | undefined)[], arrived: string[], output: string }>} one
 *   that ends has no status
 */
async function serve({ server, folder, node, command, paths, env }) {
  const before = server.events().length;
  const port = await freePort();
  const child = spawnBounded(node.binary, command, {
    cwd: folder,
    env: {
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      ...settingsOf(server),
      ...env,
    },
  });
  const ended = once(child, 'close');
  const output = outputOf(child);
  const ready = new Promise((resolve) => {
    child.stdout.on('data', () => output().includes('Ready in') && resolve(undefined));
  });
  try {
    await Promise.race([ready, ended]);
    const statuses = [];
    for (const path of paths) {
      const answer = await fetch(`http://127.0.0.1:${port}/${path}`).catch(() => undefined);
      statuses.push(answer?.status);
    }
    child.kill('SIGTERM');
    const [code] = await ended;
    return { code, statuses, arrived: bodiesOf(server).slice(before), output: output() };
  } finally {
    child.kill('SIGKILL');
  }
}
