import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findAutoInstrumentations,
  isOfAutoInstrumentations,
  runAutoInstrumentations,
} from '../../src/register/auto-instrumentations.js';
import { createPackages, type Packages } from '../../src/register/packages.js';

const REGISTER = '@opentelemetry/auto-instrumentations-node/register';

describe('auto-instrumentations', () => {
  it('is known by the text of its listener', () => {
    const register = createPackages().find(REGISTER) ?? '';
    assert.ok(register !== '');
    assert.ok(isOfAutoInstrumentations(() => 'OpenTelemetry SDK terminated'));
    assert.ok(!isOfAutoInstrumentations(() => undefined));
    assert.ok(!isOfAutoInstrumentations('OpenTelemetry SDK terminated'));
  });

  describe('with a file for each form', () => {
    let folder: string;
    const found = (commandLine: readonly string[], esm: boolean): string | undefined => {
      const packages: Packages = { ...createPackages(), find: () => join(folder, 'register.cjs') };
      return findAutoInstrumentations(packages, commandLine, esm)?.slice(folder.length + 1);
    };
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'auto-'));
      for (const name of ['register.cjs', 'register.mjs']) writeFileSync(join(folder, name), '');
    });
    after(() => rmSync(folder, { recursive: true }));

    it('is loaded in the form in which others will look for it', () => {
      assert.equal(found([], false), 'register.cjs');
      assert.equal(found([], true), 'register.mjs');
      assert.equal(found(['--import', REGISTER], false), 'register.mjs');
      assert.equal(found([`--import=${REGISTER}`], false), 'register.mjs');
    });
  });

  it('runs with its own logs off, and leaves the environment as it was', () => {
    const seen: unknown[] = [];
    const packages: Packages = {
      ...createPackages(),
      load: () => seen.push([process.env['OTEL_LOGS_EXPORTER'], process.env['OTEL_LOG_LEVEL']]),
    };
    process.env['OTEL_LOG_LEVEL'] = 'debug';
    try {
      runAutoInstrumentations(packages, 'file', { exportsLogs: false });
      runAutoInstrumentations(packages, 'file', { exportsLogs: true });
      assert.deepEqual(seen, [
        ['none', undefined],
        [undefined, undefined],
      ]);
      assert.equal(process.env['OTEL_LOG_LEVEL'], 'debug');
      assert.equal(process.env['OTEL_LOGS_EXPORTER'], undefined);
    } finally {
      delete process.env['OTEL_LOG_LEVEL'];
    }
  });
});
