import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The modules that an application with OpenTelemetry logs has loaded before its exporter. */
const LOADED_BEFORE = ['@opentelemetry/api', '@opentelemetry/sdk-logs'];

const MODULES = [
  'opentelemetry-exporter-cloudwatch-logs',
  '@aws-sdk/client-cloudwatch-logs',
  '@opentelemetry/exporter-logs-otlp-proto',
  'winston-cloudwatch',
];

/** The first processes fill the file cache. */
const WARM_UP_ROUNDS = 1;

const WAYS = /** @type {const} */ (['import', 'require']);

/**
 * @typedef {object} StartUp
 * @property {string} module
 * @property {Record<typeof WAYS[number], number[]>} millis one for each round
 */

/**
 * Measures how long each module takes to load, each time in a new process, in turn.
 *
 * @param {number} rounds
 */
export function measureStartUp(rounds) {
  /** @type {StartUp[]} */
  const measured = MODULES.map((module) => ({ module, millis: { import: [], require: [] } }));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { module, millis } of measured) {
      for (const way of WAYS) {
        const time = loadMillis(module, way);
        if (round >= 0) millis[way].push(time);
      }
    }
  }
  return measured;
}

/** @param {string} module @param {typeof WAYS[number]} way */
function loadMillis(module, way) {
  const load = (/** @type {string} */ name) =>
    way === 'import' ? `await import('${name}');` : `require('${name}');`;
  const script = `${LOADED_BEFORE.map(load).join('')}
    const startedAt = performance.now();
    ${load(module)}
    console.log(performance.now() - startedAt);`;
  const type = way === 'import' ? 'module' : 'commonjs';
  const env = { PATH: process.env['PATH'], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const args = [`--input-type=${type}`, '--eval', script];
  return Number(execFileSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' }));
}
