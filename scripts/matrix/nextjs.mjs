// The example of Next.js: built, as a standalone server, by `next start`, by `next dev`, and without code.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { npmInstall, PACKAGE } from './install.mjs';
import { createUserProject } from './project.mjs';
import { must, outcomeOf, outputOf } from './run.mjs';
import { bodiesOf, settingsOf, spawnBounded, startServer } from './service.mjs';

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
    files: { 'examples/nextjs': '.', 'test/matrix/nextjs/edge-route.ts': 'app/edge/route.ts' },
  });
  await npmInstall(folder);
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
  const child = spawnBounded(binary, command, {
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
    for (const path of ['log', 'edge']) {
      const { status } = await fetch(`http://127.0.0.1:${port}/${path}`);
      assert.equal(status, 200, `${command.join(' ')} /${path}\n${output()}`);
    }
    child.kill('SIGTERM');
    await ended;
    assert.deepEqual(bodiesOf(server), ['asked'], `${command.join(' ')}\n${output()}`);
    assert.match(output(), /CWL_EDGE_RUNTIME: .* needs Node\.js .* Import it only where/);
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
