// Bundles each entry point once as ES module and once as CommonJS, with types for both.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const entryPoints = { index: 'src/index.ts', 'local-server/index': 'src/local-server/index.ts' };

rmSync('dist', { recursive: true, force: true });

const shared = {
  entryPoints,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
};
// One file loads faster than forty; entry points share what they have in common.
await build({ ...shared, format: 'esm', splitting: true, outdir: 'dist/esm' });
await build({ ...shared, format: 'cjs', outdir: 'dist/cjs' });

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
cpSync('dist/esm', 'dist/cjs', {
  recursive: true,
  filter: (path) => !path.endsWith('.js'),
});
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
