// Tests the exporter against an independent emulator of CloudWatch Logs: moto's server, from PyPI, in a virtual
// environment of Python 3 under node_modules/.cache. Not part of `npm test`: it needs Python and a network. Otherwise it
// says that nothing was tested, and why; in CI that is a failure.
//
//   npm run test:emulators
import { spawnSync } from 'node:child_process';
import { installMoto } from './emulators/install-moto.mjs';
import { startMoto } from './emulators/start-moto.mjs';

/** @type {string | undefined} */
let server;
try {
  server = installMoto();
} catch (error) {
  console.error(`THE EMULATORS WERE NOT TESTED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = process.env['CI'] ? 1 : 0;
}
if (server !== undefined) {
  const moto = await startMoto(server);
  try {
    const { status } = spawnSync('npx', ['mocha', 'test/emulators'], {
      stdio: 'inherit',
      env: { ...process.env, EMULATOR_URL: moto.url },
    });
    process.exitCode = status ?? 1;
  } finally {
    await moto.stop();
  }
}
