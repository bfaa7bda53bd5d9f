import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOtherRegister, runOtherRegister } from '../../src/register/other-registers.js';
import { createPackages, type Packages } from '../../src/register/packages.js';

const AUTO = '@opentelemetry/auto-instrumentations-node';
const AWS = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';

const listener = (): void => undefined;

describe('other-registers', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'registers-'));
    for (const name of ['register.cjs', 'register.mjs']) writeFileSync(join(folder, name), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  function found(...commandLine: readonly string[]): string | undefined {
    const packages: Packages = { ...createPackages(), find: () => join(folder, 'register.cjs') };
    const other = findOtherRegister(packages, commandLine);
    return other && `${other.packageName} ${other.file.slice(folder.length + 1)}`;
  }

  const commandLines: readonly (readonly [commandLine: readonly string[], register: string | undefined])[] = [
    [[], undefined],
    [['--import', 'opentelemetry-exporter-cloudwatch-logs/register'], undefined],
    [['--import', AUTO], undefined],
    [['--import', `${AUTO}/register`], `${AUTO} register.mjs`],
    [[`--import=${AUTO}/register`], `${AUTO} register.mjs`],
    [['--require', `${AUTO}/register`], `${AUTO} register.cjs`],
    [['-r', `${AUTO}/register`], `${AUTO} register.cjs`],
    [[`--require "./node_modules/${AUTO}/build/src/register.js" --import tsx`], `${AUTO} register.cjs`],
    [
      ['--require', `C:\\app\\node_modules\\${AWS.replace('/', '\\')}\\build\\src\\register.js`],
      `${AWS} register.cjs`,
    ],
    [[`--require ours --require ${AWS}/register`], `${AWS} register.cjs`],
  ];
  for (const [commandLine, register] of commandLines) {
    it(`finds ${register ?? 'none'} in "${commandLine.join(' ')}"`, () =>
      assert.equal(found(...commandLine), register));
  }

  it('finds none that is not installed', () => {
    const packages: Packages = { ...createPackages(), find: () => undefined };
    assert.equal(findOtherRegister(packages, ['--import', `${AWS}/register`]), undefined);
  });

  it('runs it with its own logs off, returns its listeners, and restores the environment', () => {
    const seen: unknown[] = [];
    const packages: Packages = {
      ...createPackages(),
      load: () => {
        seen.push(process.env['OTEL_LOGS_EXPORTER'], process.env['OTEL_LOG_LEVEL']);
        process.on('SIGTERM', listener);
      },
    };
    process.env['OTEL_LOG_LEVEL'] = 'debug';
    try {
      assert.deepEqual(runOtherRegister(packages, { packageName: AUTO, file: 'file' }), [listener]);
      assert.deepEqual(seen, ['none', undefined]);
      assert.equal(process.env['OTEL_LOG_LEVEL'], 'debug');
      assert.equal(process.env['OTEL_LOGS_EXPORTER'], undefined);
    } finally {
      delete process.env['OTEL_LOG_LEVEL'];
      process.removeListener('SIGTERM', listener);
    }
  });
});
