import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Compiles a program that uses the package, including its libraries.
 * @param {string} folder
 * @param {import('./combinations.mjs').RESOLUTIONS[number]} resolution
 */
export function compileConsumer(folder, { typescript, module, moduleResolution, entries }) {
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
    files: [entries === 'root' ? 'test/matrix/consumer-root.ts' : 'test/matrix/consumer.ts'],
  };
  const file = `tsconfig.${typescript}.${moduleResolution}.json`;
  writeFileSync(join(folder, file), JSON.stringify(config));
  const compiler = join('..', 'node_modules', typescript, 'bin', 'tsc');
  return run(process.execPath, [compiler, '-p', file], { cwd: folder });
}
