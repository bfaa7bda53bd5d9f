import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

/** What loading the package and making an exporter has loaded of the AWS SDK, in a process of its own. */
const SCRIPT = `
  Number.prototype.toLocaleString = () => { throw new Error('the first number in a form of a language is dear'); };
  const { CloudWatchLogRecordExporter } = require('opentelemetry-exporter-cloudwatch-logs');
  new CloudWatchLogRecordExporter();
  console.log(JSON.stringify(Object.keys(require.cache).filter((path) => /@aws-sdk|@smithy/.test(path))));
`;

describe('The start of an application', () => {
  it('loads nothing of the AWS SDK, and formats no number for people', () => {
    const loaded: unknown = JSON.parse(execFileSync(process.execPath, ['-e', SCRIPT], { encoding: 'utf8' }));
    assert.deepEqual(loaded, []);
  });
});
