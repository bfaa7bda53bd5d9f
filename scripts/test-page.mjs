// Tests the page of the command "local" in a real browser: the system's Chromium, or Debian's, which it installs if it
// runs as root. Without a browser it prints that the page was not tested, and why; in CI that is a failure.
import { spawnSync } from 'node:child_process';
import { installChromium } from './page/install-chromium.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @type {string[]} */
const reasons = [];
const executable = process.env['CHROMIUM_PATH'] ?? find() ?? install();
if (executable === undefined) {
  console.error(`THE PAGE WAS NOT TESTED: there is no Chromium (${NAMES.join(', ')}).
${reasons.join('\n')}
Install one, or name it with CHROMIUM_PATH.`);
  process.exitCode = process.env['CI'] ? 1 : 0;
} else {
  const { status } = spawnSync('npx', ['mocha', 'test/page'], {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: executable },
  });
  process.exitCode = status ?? 1;
}

/** @returns {string | undefined} */
function find() {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

/** @returns {string | undefined} */
function install() {
  if (process.getuid?.() !== 0) {
    reasons.push('This is not root, so it cannot install one.');
    return undefined;
  }
  console.log('Installing Chromium of Debian for the test of the page.');
  try {
    installChromium();
  } catch (error) {
    reasons.push(String(error));
  }
  return find();
}
