import assert from 'node:assert/strict';
import { createPackages } from '../../src/register/packages.js';

describe('createPackages', () => {
  it('finds and loads what is installed, and nothing else', () => {
    const packages = createPackages();
    const file = packages.find('@opentelemetry/api-logs') ?? '';
    assert.match(file, /api-logs.+index\.js$/);
    assert.ok('logs' in packages.load(file));
    assert.equal(packages.find('not-installed'), undefined);
  });

  it('finds what another package finds', () => {
    const packages = createPackages();
    const winston = packages.from(packages.find('winston') ?? '');
    assert.match(winston.find('logform') ?? '', /logform/);
  });

  it('tells what has been loaded from what has not', () => {
    const packages = createPackages();
    const file = packages.find('@opentelemetry/api-logs') ?? '';
    packages.load(file);
    assert.equal(packages.isLoaded(file), true);
    assert.equal(packages.isLoaded(`${file}.other`), false);
  });

  it('passes over a file of its own that a bundle gives no path', () => {
    for (const base of [undefined, 'app/bundle.js', '[project]/app.js']) {
      assert.match(createPackages([base, import.meta.filename]).find('winston') ?? '', /winston/);
      assert.equal(createPackages([base]).find('winston'), undefined);
    }
  });

  it('finds nothing from a folder without packages', () => {
    assert.equal(createPackages(['/nowhere/file.js']).find('winston'), undefined);
  });
});
