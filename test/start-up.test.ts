import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What loading the package and making an exporter has loaded of the AWS SDK, in a process of its own. */
const SCRIPT = `
  Number.prototype.toLocaleString = () => { throw new Error('the first number in a form of a language is dear'); };
  const { CloudWatchLogRecordExporter } = require('opentelemetry-exporter-cloudwatch-logs');
  new CloudWatchLogRecordExporter();
  console.log(JSON.stringify(Object.keys(require.cache).filter((path) => /@aws-sdk|@smithy/.test(path))));
`;

/** Modules of Node that the first export loads, or a durable outbox, as far as nobody else has loaded them. */
const MODULE_SCRIPT = `
  const late = /^NativeModule (crypto|https?|module|worker_threads|zlib)$/;
  const loaded = () => process.moduleLoadList.filter((name) => late.test(name));
  const before = loaded();
  const { CloudWatchLogRecordExporter } = await import('opentelemetry-exporter-cloudwatch-logs');
  new CloudWatchLogRecordExporter();
  console.log(JSON.stringify(loaded().filter((name) => !before.includes(name))));
`;

/** A file, and those that it imports at once, by whatever way. */
function filesOf(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)"(\.[^"]+\.js)"/g)) {
    filesOf(join(dirname(file), path), found);
  }
  return found;
}

describe('The start of an application', () => {
  it('loads nothing of the AWS SDK, and formats no number for people', () => {
    const loaded: unknown = JSON.parse(execFileSync(process.execPath, ['-e', SCRIPT], { encoding: 'utf8' }));
    assert.deepEqual(loaded, []);
  });

  it('loads no module of Node that its first export is in time for', () => {
    const args = ['--input-type=module', '-e', MODULE_SCRIPT];
    const loaded: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    assert.deepEqual(loaded, []);
  });

  it('loads two files as an ES module: with six it took half as long again', () => {
    assert.deepEqual([...filesOf('dist/esm/index.js')], ['dist/esm/index.js', 'dist/esm/shared.js']);
  });
});
