// The example of Next.js: built, as a standalone server, by `next start`, by `next dev`, and without code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { NPM_FLAGS, PACKAGE, writeManifest } from './install.mjs';
import { must, outcomeOf } from './run.mjs';
import { bodiesOf, settingsOf, startServer } from './service.mjs';

/** Longest that a server may run. */
const TIMEOUT_MILLIS = 180_000;
const NEXT = 'node_modules/next/dist/bin/next';

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
        await answers(folder, node, ['.next/standalone/server.js']);
        await answers(folder, node, [NEXT, 'start']);
        // Else it kills its server 100 ms after SIGTERM, by SIGKILL.
        await answers(folder, node, [NEXT, 'dev'], { NEXT_EXIT_TIMEOUT_MS: '10000' });
        for (const file of ['instrumentation.ts', 'instrumentation.node.ts']) rmSync(join(folder, file));
        await must(node.binary, [NEXT, 'build'], { cwd: folder });
        const NODE_OPTIONS = `--require ${PACKAGE}/register`;
        await answers(folder, node, [NEXT, 'start'], { NODE_OPTIONS });
        return 'standalone, start, dev, NODE_OPTIONS';
      }),
  };
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
      '@opentelemetry/core': '^3.0.0',
      '@opentelemetry/resources': '^3.1.1',
      '@opentelemetry/sdk-logs': '^3.1.1',
      '@types/node': '^20.19.0',
      '@types/react': '*',
      next: 'latest',
      react: 'latest',
      'react-dom': 'latest',
      typescript: '^5.9.0',
    },
  });
  cpSync('examples/nextjs', folder, { recursive: true });
  mkdirSync(join(folder, 'app/edge'), { recursive: true });
  cpSync('test/matrix/nextjs/edge-route.ts', join(folder, 'app/edge/route.ts'));
  await must('npm', ['install', ...NPM_FLAGS], { cwd: folder });
}

/**
 * One log arrives, and the unguarded import of the edge route says what to do.
 * @param {string} folder
 * @param {{ binary: string }} node
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 */
async function answers(folder, { binary }, command, env = {}) {
  const server = await startServer(folder);
  const port = await freePort();
  const child = spawn(binary, command, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      ...settingsOf(server),
      ...env,
    },
    timeout: TIMEOUT_MILLIS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const ended = once(child, 'close');
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (output.includes('Ready in')) resolve(undefined);
      });
    }
  });
  try {
    await Promise.race([ready, ended]);
    for (const path of ['log', 'edge']) {
      const { status } = await fetch(`http://127.0.0.1:${port}/${path}`);
      assert.equal(status, 200, `${command.join(' ')} /${path}\n${output}`);
    }
    child.kill('SIGTERM');
    await ended;
    assert.deepEqual(bodiesOf(server), ['asked'], `${command.join(' ')}\n${output}`);
    assert.match(output, /CWL_EDGE_RUNTIME: .* needs Node\.js .* Import it only where/);
  } finally {
    child.kill('SIGKILL');
    await server.close();
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
