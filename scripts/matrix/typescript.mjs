import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifest } from './project.mjs';
import { run } from './run.mjs';

/**
 * Compiles a user of the package, libraries included.
 * @param {string} folder
 * @param {string} type
 * @param {import('./combinations.mjs').RESOLUTIONS[number]} resolution
 */
export async function compileConsumer(folder, type, { typescript, module, moduleResolution, entries }) {
  writeManifest(folder, type);
  const file = entries === 'root' ? 'consumer-root.ts' : 'consumer.ts';
  cpSync(`test/matrix/${file}`, join(folder, file));
  const config = {
    compilerOptions: {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
    },
    files: [file],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join('node_modules', typescript, 'bin', 'tsc');
  return run(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: folder });
}
