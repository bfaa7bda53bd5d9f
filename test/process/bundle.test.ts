import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { startLocalServer } from '../../src/local-server/index.js';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { startNode } from '../zero-code/helpers/run-app.js';

const RECORDS = Array.from({ length: 5 }, (_, index) => `record ${index}`);

/** As the message and the documentation have them: esbuild takes the AWS SDK as CommonJS otherwise. */
const BANNER =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";
const FORMS: readonly { name: string; extension: string; settings: BuildOptions }[] = [
  { name: 'CommonJS', extension: 'cjs', settings: { format: 'cjs' } },
  {
    name: 'ES module, with mainFields',
    extension: 'mjs',
    settings: { format: 'esm', mainFields: ['module', 'main'] },
  },
  {
    name: 'ES module, with a banner',
    extension: 'mjs',
    settings: { format: 'esm', banner: { js: BANNER } },
  },
];

// The matrix tests the other bundlers.
describe('An application bundled by esbuild', () => {
  for (const { name, extension, settings } of FORMS) {
    it(`delivers from each entry of the package, with the AWS SDK inside: ${name}`, async () => {
      await using server = await startLocalServer();
      using directory = temporaryDirectory();
      const folder = directory.path;
      await build({
        entryPoints: ['test/matrix/bundles/app.mjs', 'test/matrix/bundles/register.mjs'],
        bundle: true,
        platform: 'node',
        outdir: folder,
        outExtension: { '.js': `.${extension}` },
        logLevel: 'error',
        ...settings,
      });

      for (const app of ['app', 'register']) {
        const before = server.events().length;
        const ended = await startNode(server, [join(folder, `${app}.${extension}`)]).ended;

        assert.equal(ended.code, 0, ended.stderr);
        const bodies = server
          .events()
          .slice(before)
          .map(({ message }) => (JSON.parse(message) as { body: string }).body);
        assert.deepEqual(bodies, RECORDS, ended.stderr);
      }
    });
  }
});
