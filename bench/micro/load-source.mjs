import { mkdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLE = `${ROOT}node_modules/.cache/bench-micro.mjs`;

/** The modules to measure, and those that the measurement needs. */
const PARTS = [
  'encode/byte-writer',
  'encode/encoder',
  'dispatch/batch-cutter',
  'ingest/event-blocks',
  'ingest/open-block',
  'ingest/event-writer',
  'ingest/ingest',
  'ingest/selection',
  'ingest/error-context',
];

/**
 * Bundles the parts to measure from the source, as the package is bundled: a loader that runs TypeScript directly
 * adds helpers that cost time.
 *
 * @returns {Promise<typeof import('../../src/encode/byte-writer.js') & typeof import('../../src/encode/encoder.js') & typeof import('../../src/ingest/event-blocks.js') & typeof import('../../src/ingest/open-block.js') & typeof import('../../src/ingest/event-writer.js') & typeof import('../../src/dispatch/batch-cutter.js') & typeof import('../../src/ingest/ingest.js') & typeof import('../../src/ingest/selection.js') & typeof import('../../src/ingest/error-context.js')>}
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
