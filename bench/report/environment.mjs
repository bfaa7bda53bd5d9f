import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';

const ROOT = new URL('../../', import.meta.url);

const PACKAGES = [
  '@aws-sdk/client-cloudwatch-logs',
  '@smithy/signature-v4',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/exporter-logs-otlp-proto',
  '@opentelemetry/exporter-logs-otlp-http',
  'winston-cloudwatch',
];

/**
 * @typedef {object} Environment What a run was made with and on.
 * @property {string} command
 * @property {string} commit
 * @property {string} node
 * @property {string} system
 * @property {string} machine
 * @property {readonly string[]} packages names and versions
 */

/** @param {readonly string[]} commandArguments @returns {Environment} */
export function readEnvironment(commandArguments) {
  return {
    command: ['node bench/run.mjs', ...commandArguments].join(' '),
    commit: commit(),
    node: process.version,
    system: `${type()} ${release()}, ${arch()}`,
    machine: machine(),
    packages: [
      `opentelemetry-exporter-cloudwatch-logs ${versionIn('package.json')}`,
      ...PACKAGES.map((name) => `${name} ${versionIn(`node_modules/${name}/package.json`)}`),
    ],
  };
}

/** @param {Environment} environment */
export function environmentList({ command, commit: id, node, system, machine: told, packages }) {
  return [
    `- Command: \`${command}\`, at commit ${id}`,
    `- Versions: Node ${node}, ${system}; ${packages.join(', ')}`,
    `- Machine: ${told}`,
    '- Not among the subjects: `@ubercode/pino-cloudwatch`, which the registry does not have (404).',
  ].join('\n');
}

function commit() {
  try {
    const id = git('rev-parse', '--short=12', 'HEAD');
    // The results themselves are written by the run.
    const isChanged = git('status', '--porcelain', '--', '.', ':!bench/RESULTS.md') !== '';
    return isChanged ? `${id}, with changes that are not committed` : id;
  } catch {
    return 'unknown';
  }
}

/** @param {...string} words */
function git(...words) {
  return execFileSync('git', words, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`;
  return `${model}, ${availableParallelism()} cores, ${memory} of memory; ${hashing()}`;
}

/** Hashing is a large part of the floor, and cheap for every subject if the CPU has instructions for it. */
function hashing() {
  const path = '/proc/cpuinfo';
  if (!existsSync(path)) return 'whether the CPU has instructions for SHA-256 is not known';
  const has = /\b(sha_ni|sha2)\b/.test(readFileSync(path, 'utf8'));
  return has
    ? 'the CPU has instructions for SHA-256, so that hashing is cheap for everybody and the floor is low'
    : 'the CPU has no instructions for SHA-256, so that hashing is dear for everybody and the floor is high';
}

/** @param {string} path */
function versionIn(path) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
  return version;
}
