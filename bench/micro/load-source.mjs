import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLE = `${ROOT}node_modules/.cache/bench-micro.mjs`;

/** What is measured, and what that takes. */
const PARTS = [
  'encode/encoder',
  'encode/event-blocks',
  'dispatch/batch-cutter',
  'ingest/ingest',
  'ingest/selection',
  'ingest/error-context',
];

/**
 * The parts to measure, bundled from the source as the package's own bundle is: what runs TypeScript directly adds
 * helpers to it that cost time.
 *
 * @returns {Promise<typeof import('../../src/encode/encoder.js') & typeof import('../../src/encode/event-blocks.js') & typeof import('../../src/dispatch/batch-cutter.js') & typeof import('../../src/ingest/ingest.js') & typeof import('../../src/ingest/selection.js') & typeof import('../../src/ingest/error-context.js')>}
 */
export async function loadSource() {
  mkdirSync(`${ROOT}node_modules/.cache`, { recursive: true });
  await build({
    stdin: {
      contents: PARTS.map((part) => `export * from './src/${part}.ts';`).join('\n'),
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
