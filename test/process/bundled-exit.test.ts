import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Format } from 'esbuild';
import { startLocalServer } from '../../src/local-server/index.js';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';
import { startNode } from '../zero-code/helpers/run-app.js';
import { bodies } from '../helpers/bodies.js';

const SDK = '@aws-sdk/client-cloudwatch-logs';
/** The folder of packages that has it. */
const [PACKAGES = ''] =
  /^.*node_modules(?=.@aws-sdk)/.exec(createRequire(import.meta.url).resolve(SDK)) ?? [];
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const ENDS = [
  ['plain end', 0],
  ['process.exit', 3],
  ['uncaught exception', 1],
  ['unhandled rejection', 1],
  ['SIGTERM handler', 0],
] as const;

async function bundle(outfile: string, format: Format, isSdkInside: boolean): Promise<void> {
  await build({
    entryPoints: ['test/process/apps/ends.mjs'],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    external: isSdkInside ? [] : [SDK],
    ...(format === 'esm' && { banner: { js: REQUIRE } }),
    logLevel: 'error',
  });
}

describe('The end of a process that esbuild has bundled', () => {
  for (const format of ['esm', 'cjs'] as const) {
    for (const isSdkInside of [true, false]) {
      it(`delivers what was logged: ${format}, the AWS SDK ${isSdkInside ? 'inside' : 'outside'}`, async () => {
        using folder = temporaryDirectory();
        const app = join(folder.path, format === 'esm' ? 'app.mjs' : 'app.cjs');
        await bundle(app, format, isSdkInside);
        if (!isSdkInside) symlinkSync(PACKAGES, join(folder.path, 'node_modules'));

        for (const [how, code] of ENDS) {
          await using server = await startLocalServer();
          const env = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: String(PROCESS_MILLIS) };

          const ended = await startNode(server, [app, how], env, folder.path).ended;

          assert.deepEqual(
            [how, ended.code, ended.stdout, bodies(server)],
            [how, code, `exit ${code}\n`, ['last']],
          );
        }
      });
    }
  }
});
