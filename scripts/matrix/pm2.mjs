// pm2 in both of its modes, and a first process of a container: what a service logs in its own listener of the signal.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npmInstall, PACKAGE } from './install.mjs';
import { createUserProject } from './project.mjs';
import { must, outcomeOf } from './run.mjs';
import { distinctBodiesOf, settingsOf, startServer } from './service.mjs';

const PM2 = 'node_modules/pm2/bin/pm2';
const MODES = ['fork', 'cluster'];
const ENDS = ['at once', 'after the delivery', 'on its own'];

/** pm2 kills a service that has not ended by then: a worker of a cluster never ends on its own. */
const KILL_MILLIS = 15_000;

/**
 * @param {{ root: string, tarball: string, node: { binary: string, bin: string, version: string } }} parts
 * @returns {import('./queue.mjs').Combination}
 */
export function pm2({ root, tarball, node }) {
  return {
    name: `pm2, Node ${node.version}`,
    work: () =>
      outcomeOf(async () => {
        const folder = join(root, 'pm2');
        createUserProject(folder, {
          tarball,
          packages: { pm2: '^7.0.0' },
          files: {
            'test/zero-code/apps/handles-signals.mjs': 'service.mjs',
            'test/zero-code/apps/on-delivery.mjs': 'on-delivery.mjs',
          },
        });
        await npmInstall(folder);
        const server = await startServer(folder);
        try {
          await stopsServices({ folder, server, node });
        } finally {
          await server.close();
        }
        return `${MODES.join(', ')}: a listener of SIGINT that ends ${ENDS.join(', ')}`;
      }),
  };
}

/**
 * Starts a service for each mode and end, and stops them all.
 * @param {{ folder: string, server: import('./service.mjs').LocalServer, node: { binary: string, bin: string } }} parts
 */
async function stopsServices({ folder, server, node }) {
  const names = MODES.flatMap((mode) => ENDS.map((end) => ({ mode, end, name: `${mode}, ${end}` })));
  const apps = names.map(({ mode, end, name }) => ({
    name,
    script: 'service.mjs',
    exec_mode: mode,
    instances: 1,
    node_args: ['--import', `${PACKAGE}/register`],
    env: { ...settingsOf(server), NAME: name, ENDS: end, OTEL_BLRP_SCHEDULE_DELAY: '3600000' },
    autorestart: false,
    wait_ready: true,
    listen_timeout: 120_000,
    kill_timeout: KILL_MILLIS,
  }));
  writeFileSync(join(folder, 'ecosystem.json'), JSON.stringify({ apps }));
  const env = {
    PM2_HOME: join(folder, '.pm2'),
    // It starts its services with the Node that it finds.
    PATH: `${node.bin}${delimiter}${process.env.PATH}`,
  };
  const run = (/** @type {string[]} */ ...args) => must(node.binary, [PM2, ...args], { cwd: folder, env });
  try {
    await run('start', 'ecosystem.json');
    await run('stop', 'all');
    const logged = await run('logs', '--nostream', '--lines', '100');
    assert.deepEqual(
      distinctBodiesOf(server).toSorted(),
      names.map(({ name }) => `${name} got SIGINT`).toSorted(),
      logged,
    );
  } finally {
    await run('kill');
  }
}
