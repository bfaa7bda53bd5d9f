// Runs programs and services of users against a local server, with the usual AWS variables.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { PACKAGE } from './install.mjs';
import { outputOf } from './run.mjs';

/** The time limit of a program. */
const TIMEOUT_MILLIS = 180_000;

/** The limits of the exporter, on a machine that is much slower than this one. */
const SLOW_MILLIS = '120000';

/** @typedef {import('../../src/local-server/model/types.js').LocalServer} LocalServer */

/**
 * @param {string} folder where the package is installed
 * @returns {Promise<LocalServer>}
 */
export function startServer(folder) {
  const { startLocalServer } = createRequire(resolve(folder, 'package.json'))(`${PACKAGE}/local-server`);
  return startLocalServer();
}

/**
 * The AWS variables that users set, and limits of time that a busy machine meets.
 * @param {LocalServer} server
 */
export function awsSettingsOf({ url, clientConfig: { region, credentials } }) {
  return {
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: SLOW_MILLIS,
    OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: SLOW_MILLIS,
    OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS: SLOW_MILLIS,
  };
}

/** @param {LocalServer} server */
export function settingsOf(server) {
  return {
    ...awsSettingsOf(server),
    OTEL_SERVICE_NAME: 'shop',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
  };
}

/**
 * Runs a command to its end, and returns the bodies that have arrived from it.
 * @param {LocalServer} server
 * @param {readonly string[]} command
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, expectedCode?: number }} options
 * @returns {Promise<{ arrived: string[], output: string }>}
 */
export async function runProgram(server, [file, ...args], { cwd, env, expectedCode = 0 }) {
  const before = server.events().length;
  const child = spawnBounded(file, args, { cwd, env: { ...settingsOf(server), ...env }, stdio: 'pipe' });
  const output = outputOf(child);
  const [code] = await once(child, 'close');
  assert.equal(code, expectedCode, output());
  return { arrived: bodiesOf(server).slice(before), output: output() };
}

/**
 * Starts a service, and waits for its message that it is ready.
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export async function startService([file, ...args], { cwd, env }) {
  const child = spawnBounded(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const output = outputOf(child);
  const ended = once(child, 'close');
  const [message] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])]);
  assert.notEqual(message, undefined, output());
  return {
    message,
    pid: child.pid,
    /**
     * @param {NodeJS.Signals} by
     * @param {number} [pid] of the process that gets the signal, where the service is a child of the command
     */
    async end(by, pid) {
      if (pid === undefined) child.kill(by);
      else process.kill(pid, by);
      const [code, signal] = await ended;
      return { code, signal, output: output() };
    },
  };
}

/**
 * The bodies that have arrived.
 * @param {LocalServer} server
 * @returns {string[]}
 */
export function bodiesOf(server) {
  return server.events().map(({ message }) => JSON.parse(message).body);
}

/**
 * Each of them once: what is at the service when a process ends is sent again, and may arrive twice.
 * @param {LocalServer} server
 */
export function distinctBodiesOf(server) {
  return [...new Set(bodiesOf(server))];
}

/**
 * Starts a process that gets only the paths of programs and caches from this environment.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnBounded(file, args, { env, ...options }) {
  return spawn(file, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    timeout: TIMEOUT_MILLIS,
    killSignal: 'SIGKILL',
    ...options,
  });
}
