import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { instrumentBunImports } from '../../src/register/bun-imports.js';
import { createPackages, type Packages } from '../../src/register/packages.js';
import { temporaryDirectory } from '../durable/helpers/service.js';

const BUN = { versions: { bun: '1.4.5' } };

/** An application with two loggers; `load` gives what their instrumentations would make of them. */
function createApplication(root: string) {
  const app = join(root, 'app.js');
  for (const name of ['pino', 'bunyan']) {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `exports.name = '${name}';`);
  }
  const require = createRequire(app);
  const installed = createPackages([app]);
  const packages: Packages = {
    ...installed,
    load: (file) => ({ instrumented: installed.load(file) as object }),
  };
  return { packages, require, exportsOf: (name: string) => require.cache[require.resolve(name)]?.exports };
}

describe('bun-imports', () => {
  it('lets an import in Bun get what the instrumentations have made of each logger that is installed', () => {
    using root = temporaryDirectory();
    const { packages, exportsOf } = createApplication(root.path);
    instrumentBunImports(packages, BUN);
    for (const name of ['pino', 'bunyan']) {
      assert.deepEqual(exportsOf(name), { instrumented: { name } });
    }
  });

  it('loads nothing elsewhere', () => {
    using root = temporaryDirectory();
    const { packages, exportsOf } = createApplication(root.path);
    instrumentBunImports(packages, { versions: { node: '26.0.0' } });
    assert.equal(exportsOf('pino'), undefined);
  });
});
