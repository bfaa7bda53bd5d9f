import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackages } from '../../src/register/packages.js';

describe('packages', () => {
  const roots: string[] = [];
  after(() => roots.forEach((root) => rmSync(root, { recursive: true })));

  it('finds and loads installed packages only', () => {
    const packages = createPackages();
    const file = packages.find('@opentelemetry/api-logs') ?? '';
    assert.match(file, /api-logs.+index\.js$/);
    assert.ok('logs' in packages.load(file));
    assert.equal(packages.find('not-installed'), undefined);
  });

  it('resolves packages from another package', () => {
    const packages = createPackages();
    const winston = packages.from(packages.find('winston') ?? '');
    assert.match(winston.find('logform') ?? '', /logform/);
  });

  it('distinguishes loaded packages from others', () => {
    const packages = createPackages();
    const file = packages.find('@opentelemetry/api-logs') ?? '';
    packages.load(file);
    assert.equal(packages.findLoaded('@opentelemetry/api-logs'), file);
    assert.equal(packages.findLoaded('not-installed'), undefined);
    assert.equal(packages.findLoaded('signale'), undefined);
  });

  it('lists what has been loaded, also by others', () => {
    const packages = createPackages();
    const file = packages.find('@opentelemetry/api-logs') ?? '';
    packages.load(file);
    assert.ok(packages.loadedFiles().includes(file));
  });

  it('finds the version that has been loaded, where there are two', () => {
    const [ours, theirs] = ['1.8.15', '2.0.5'].map((version) => {
      const root = mkdtempSync(join(tmpdir(), 'packages-'));
      roots.push(root);
      const folder = join(root, 'node_modules', 'bunyan');
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name: 'bunyan', version, main: 'main.js' }),
      );
      writeFileSync(join(folder, 'main.js'), '');
      return join(root, 'app.js');
    });
    const packages = createPackages([ours, theirs]);
    assert.equal(packages.findLoaded('bunyan'), undefined);
    const loaded = createPackages([theirs]).find('bunyan') ?? '';
    packages.load(loaded);
    assert.notEqual(packages.find('bunyan'), loaded);
    assert.equal(packages.findLoaded('bunyan'), loaded);
    assert.match(packages.from(loaded).find('bunyan/package.json') ?? '', /bunyan.package\.json$/);
  });

  it('ignores its own file if a bundle gives it no path', () => {
    for (const base of [undefined, 'app/bundle.js', '[project]/app.js']) {
      assert.match(createPackages([base, import.meta.filename]).find('winston') ?? '', /winston/);
      assert.equal(createPackages([base]).find('winston'), undefined);
    }
  });

  it('finds nothing from a folder without packages', () => {
    assert.equal(createPackages(['/nowhere/file.js']).find('winston'), undefined);
  });
});
