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

  it('loads two files as an ES module: with six it took half as long again', () => {
    assert.deepEqual([...filesOf('dist/esm/index.js')], ['dist/esm/index.js', 'dist/esm/shared.js']);
  });
});
