// Runs a program of a user against a local server, with what users set for AWS in the environment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { PACKAGE } from './install.mjs';

/** Longest that a program may run. */
const TIMEOUT_MILLIS = 120_000;

/**
 * @param {string} folder where the package is installed
 * @returns {Promise<import('../../src/local-server/types.js').LocalServer>}
 */
export function startServer(folder) {
  const { startLocalServer } = createRequire(resolve(folder, 'package.json'))(`${PACKAGE}/local-server`);
  return startLocalServer();
}

/** @param {import('../../src/local-server/types.js').LocalServer} server */
export function settingsOf({ url, clientConfig: { region, credentials } }) {
  return {
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    OTEL_SERVICE_NAME: 'shop',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
  };
}

/**
 * Runs a command to its end.
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export async function runProgram([file, ...args], { cwd, env }) {
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    timeout: TIMEOUT_MILLIS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

/**
 * The bodies that have arrived.
 * @param {import('../../src/local-server/types.js').LocalServer} server
 * @returns {string[]}
 */
export function bodiesOf(server) {
  return server.events().map(({ message }) => JSON.parse(message).body);
}
