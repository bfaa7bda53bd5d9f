import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLE = `${ROOT}node_modules/.cache/bench-micro.mjs`;

/**
 * The parts to measure, bundled from the source as the package's own bundle is: what runs TypeScript directly adds
 * helpers to it that cost time.
 *
 * @returns {Promise<typeof import('../../src/encode/encoder.js') & typeof import('../../src/encode/event-blocks.js') & typeof import('../../src/dispatch/batch-cutter.js')>}
 */
export async function loadSource() {
  mkdirSync(`${ROOT}node_modules/.cache`, { recursive: true });
  await build({
    stdin: {
      contents:
        "export * from './src/encode/encoder.ts'; export * from './src/encode/event-blocks.ts'; export * from './src/dispatch/batch-cutter.ts';",
      resolveDir: ROOT,
    },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    outfile: BUNDLE,
  });
  return import(pathToFileURL(BUNDLE).href);
}
