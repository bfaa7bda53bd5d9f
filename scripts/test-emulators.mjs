// Tests the exporter against independent emulators of CloudWatch Logs, from PyPI, each in a virtual environment of Python 3
// under node_modules/.cache. Not part of `npm test`: it needs Python and a network. Otherwise it says that nothing was
// tested, and why; in CI that is a failure.
//
//   npm run test:emulators
import { spawnSync } from 'node:child_process';
import { EMULATORS } from './emulators/emulators.mjs';
import { installEmulator } from './emulators/install-emulator.mjs';
import { startEmulator } from './emulators/start-emulator.mjs';

for (const emulator of EMULATORS) {
  /** @type {string | undefined} */
  let folder;
  try {
    folder = installEmulator(emulator);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`${emulator.name.toUpperCase()} WAS NOT TESTED: ${why}`);
    if (process.env['CI']) process.exitCode = 1;
  }
  if (folder !== undefined) await testAgainst(emulator, folder);
}

/**
 * @param {import('./emulators/emulators.mjs').Emulator} emulator
 * @param {string} folder
 */
async function testAgainst(emulator, folder) {
  console.log(`${emulator.name} ${emulator.version}`);
  const running = await startEmulator(emulator, folder);
  try {
    const { status } = spawnSync('npx', ['mocha', 'test/emulators'], {
      stdio: 'inherit',
      env: { ...process.env, EMULATOR_URL: running.url },
    });
    if (status !== 0) process.exitCode = status ?? 1;
  } finally {
    await running.stop();
  }
}
