// A project of a user of the newest line of OpenTelemetry, with the packed package and the packages that it needs.
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

/** Packages that zero code needs for the two loggers. */
export const ZERO_CODE = {
  '@opentelemetry/auto-instrumentations-node': '^0.82.0',
  '@opentelemetry/winston-transport': '^0.34.0',
  pino: '^10.4.0',
  winston: '^3.19.0',
};

/** A service that logs in code, and one with loggers alone, by their paths in this repository. */
export const APP_FILES = { 'test/matrix/bundles/app.mjs': 'app.mjs', 'test/matrix/runtimes': '.' };

/** Messages of `app.mjs`. */
export const RECORDS = Array.from({ length: 5 }, (_, index) => `record ${index}`);

/** Messages of `loggers.mjs` and `loggers.cjs`. */
export const LOGGED = ['from winston', 'from pino'];

/**
 * Makes a project, without installing it.
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
