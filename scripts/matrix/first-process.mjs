// Docker without an init: the service is the first process, for which signals without a listener have no effect.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PACKAGE } from './install.mjs';
import { outcomeOf, run } from './run.mjs';
import { bodiesOf, settingsOf, startServer, startService } from './service.mjs';

const UNSHARE = ['unshare', '--fork', '--pid', '--kill-child'];
const ENDS = ['at once', 'after the delivery', 'on its own'];

/**
 * @param {{ folder: string, node: { binary: string, version: string } }} parts the project with the services of tests
 * @returns {import('./queue.mjs').Combination}
 */
export function firstProcess({ folder, node }) {
  return {
    name: `the first process of a container, Node ${node.version}`,
    work: () =>
      outcomeOf(async () => {
        const command = await findCommand(folder);
        if (command === undefined) return 'NOT TESTED: no process namespaces here';
        for (const ends of ENDS) await delivers({ folder, node, command, ends });
        return `a listener of SIGTERM that ends ${ENDS.join(', ')}`;
      }),
  };
}

/**
 * How a process becomes the first of its namespace; users other than root need a namespace of users for it.
 * @param {string} cwd
 */
async function findCommand(cwd) {
  for (const command of [UNSHARE, [...UNSHARE, '--user', '--map-root-user']]) {
    const [file, ...args] = command;
    const { code } = await run(file, [...args, 'true'], { cwd }).catch(() => ({ code: undefined }));
    if (code === 0) return command;
  }
  return undefined;
}

/**
 * @param {{ folder: string, node: { binary: string }, command: readonly string[], ends: string }} parts
 */
async function delivers({ folder, node, command, ends }) {
  const server = await startServer(folder);
  try {
    const service = await startService(
      [...command, node.binary, '--import', `${PACKAGE}/register`, 'test/zero-code/apps/handles-signals.mjs'],
      {
        cwd: folder,
        env: { ...settingsOf(server), ENDS: ends, OTEL_BLRP_SCHEDULE_DELAY: '3600000' },
      },
    );
    assert.equal(service.message, 1, 'its process id');
    const [pid] = readFileSync(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8').split(' ');
    const { code, output } = await service.end('SIGTERM', Number(pid));
    assert.equal(code, 7, output);
    assert.deepEqual(bodiesOf(server), ['service got SIGTERM'], `${ends}\n${output}`);
  } finally {
    await server.close();
  }
}
