// What a user of the newest line of OpenTelemetry has: a project with the packed package and what it needs of others.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE, writeManifest } from './install.mjs';

const NEWEST = {
  '@opentelemetry/api': '^1.10.0',
  '@opentelemetry/api-logs': '^0.223.1',
  '@opentelemetry/core': '^3.0.0',
  '@opentelemetry/resources': '^3.1.1',
  '@opentelemetry/sdk-logs': '^3.1.1',
};

/** What zero code needs for the two loggers. */
export const ZERO_CODE = {
  '@opentelemetry/auto-instrumentations-node': '^0.82.0',
  '@opentelemetry/winston-transport': '^0.34.0',
  pino: '^10.4.0',
  winston: '^3.19.0',
};

/** One that logs in code, and one with loggers alone, by where they are in this repository. */
export const APP_FILES = { 'test/matrix/bundles/app.mjs': 'app.mjs', 'test/matrix/runtimes': '.' };

/** What `app.mjs` logs. */
export const RECORDS = Array.from({ length: 5 }, (_, index) => `record ${index}`);

/** What `loggers.mjs` and `loggers.cjs` log. */
export const LOGGED = ['from winston', 'from pino'];

/**
 * Makes a project, which is still to be installed.
 * @param {string} folder
 * @param {{ tarball: string, packages: Record<string, string>, allowScripts?: Record<string, boolean>,
 *   files: Record<string, string> }} project its files by where they are in this repository
 */
export function createUserProject(folder, { tarball, packages, files, ...manifest }) {
  writeManifest(folder, {
    dependencies: { [PACKAGE]: `file:${tarball}`, ...NEWEST, ...packages },
    ...manifest,
  });
  for (const [from, to] of Object.entries(files)) cpSync(from, join(folder, to), { recursive: true });
}
