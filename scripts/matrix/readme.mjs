// The first steps of a new user: the commands of the documentation bring the logs of an Express service to CloudWatch Logs.
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NPM_FLAGS, PACKAGE, writeManifest } from './install.mjs';
import { mustInstall, outcomeOf } from './run.mjs';
import { awsSettingsOf, startServer, startService } from './service.mjs';

const SERVICES = [
  { logger: 'winston', type: 'commonjs', form: 'CommonJS', file: 'winston.cjs' },
  { logger: 'pino', type: 'module', form: 'ESM', file: 'pino.mjs' },
];

/** @typedef {{ bin: string, version: string }} Node */

/**
 * The commands of each page that has them, with each logger, on the oldest and the newest Node, for which
 * npm selects different lines of OpenTelemetry.
 * @param {{ root: string, tarball: string, oldest: Node, newest: Node }} parts
 */
export function readmeCombinations({ root, tarball, oldest, newest }) {
  const places = ['README.md', 'docs/zero-code.md'].map((page) => readCommands(page));
  return SERVICES.flatMap((service, index) =>
    [
      { node: oldest, line: /^0\./ },
      { node: newest, line: /^3\./ },
    ].map(({ node, line }) => ({
      name: `README, express with ${service.logger}, Node ${node.version}, ${service.form}`,
      work: () =>
        outcomeOf(() =>
          followReadme(places[index % places.length], {
            service,
            node,
            line,
            tarball,
            folder: join(root, `readme-${service.logger}-${node.version}`),
          }),
        ),
    })),
  );
}

/**
 * The first commands of a page that install the package and start a service with the flag.
 * @param {string} page
 */
function readCommands(page) {
  const [, install = '', start = ''] =
    /```sh\n(npm i [^\n]+)\n([^`]*\/register app\.js)\n```/.exec(readFileSync(page, 'utf8')) ?? [];
  assert.equal(install.split(' ')[2], PACKAGE, page);
  assert.equal([...start.matchAll(/\b[A-Z_]+=/g)].length, 4, `${page}: four variables`);
  assert.equal([...start.matchAll(/--\w+/g)].length, 1, `${page}: one flag`);
  return { install, start };
}

/**
 * @param {{ install: string, start: string }} commands
 * @param {{ service: typeof SERVICES[number], node: Node, line: RegExp, tarball: string, folder: string }} project
 */
async function followReadme({ install, start }, { service, node, line, tarball, folder }) {
  const env = { PATH: [node.bin, process.env.PATH].join(delimiter) };
  writeManifest(folder, { type: service.type });
  cpSync(`test/matrix/readme/${service.file}`, join(folder, 'app.js'));
  await mustInstall('npm', ['i', ...NPM_FLAGS, 'express', service.logger], { cwd: folder, env });
  await mustInstall('sh', ['-c', `${install.replace(PACKAGE, tarball)} ${NPM_FLAGS.join(' ')}`], {
    cwd: folder,
    env,
  });

  const version = versionOf('@opentelemetry/sdk-logs', folder);
  assert.match(version, line);

  const server = await startServer(folder);
  try {
    await useService(start, folder, { ...env, ...awsSettingsOf(server) });
    assertArrived(server, /OTEL_SERVICE_NAME=(\w+)/.exec(start)?.[1]);
    return `sdk-logs ${version}`;
  } finally {
    await server.close();
  }
}

/**
 * One record, with the id of the trace of its request.
 * @param {import('../../src/local-server/model/types.js').LocalServer} server
 * @param {string | undefined} serviceName
 */
function assertArrived(server, serviceName) {
  const events = server.events();
  const records = events.map(({ message }) => JSON.parse(message));
  assert.deepEqual(
    records.map(({ body, attributes }) => [body, attributes.id]),
    [['order asked for', '7']],
  );
  assert.match(records[0].traceId, /^[0-9a-f]{32}$/);
  assert.equal(events[0].logGroupName, `/otel/${serviceName}`);
  assert.deepEqual(server.violations, []);
}

/**
 * @param {string} name
 * @param {string} folder
 */
function versionOf(name, folder) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/**
 * Starts the service, sends it a request, and ends it as a platform does.
 * @param {string} command
 * @param {string} folder
 * @param {Record<string, string>} env
 */
async function useService(command, folder, env) {
  const service = await startService(['sh', '-c', `exec env ${command}`], { cwd: folder, env });
  const answer = await fetch(`http://127.0.0.1:${service.message.port}/orders/7`);
  assert.deepEqual(await answer.json(), { id: '7' });
  const { signal, output } = await service.end('SIGTERM');
  assert.equal(signal, 'SIGTERM', output);
  assert.doesNotMatch(
    output,
    /\[opentelemetry\]|MetadataLookupWarning/,
    'a newcomer sees nothing to wonder at',
  );
}
