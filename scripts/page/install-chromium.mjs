import { execFileSync } from 'node:child_process';

/** Time limit of the download: tests should not wait for a slow mirror. */
export const DOWNLOAD_MILLIS = 90_000;

const PACKAGES = ['install', '-y', '--no-install-recommends', 'chromium'];

/**
 * Installs Debian's Chromium. Only the download has a time limit: apt leaves a broken package database if it is ended
 * while it unpacks.
 * @param {(args: readonly string[], timeoutMillis: number | undefined) => void} aptGet throws where it fails
 */
export function installChromium(aptGet = runAptGet) {
  aptGet(['update'], DOWNLOAD_MILLIS);
  aptGet([...PACKAGES, '--download-only'], DOWNLOAD_MILLIS);
  aptGet([...PACKAGES, '--no-download'], undefined);
}

/** @type {NonNullable<Parameters<typeof installChromium>[0]>} */
function runAptGet(args, timeout) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'pipe'], env, timeout });
}
