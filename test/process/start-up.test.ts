import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

/** The modules of the AWS SDK that are loaded after the package and an exporter, in a separate process. */
const SCRIPT = `
  Number.prototype.toLocaleString = () => { throw new Error('the first number in a form of a language is dear'); };
  const { CloudWatchLogRecordExporter } = require('opentelemetry-exporter-cloudwatch-logs');
  new CloudWatchLogRecordExporter();
  console.log(JSON.stringify(Object.keys(require.cache).filter((path) => /@aws-sdk|@smithy/.test(path))));
`;

describe('The start of an application', () => {
  it('loads nothing of the AWS SDK, and does not format numbers with Intl', () => {
    const loaded: unknown = JSON.parse(execFileSync(process.execPath, ['-e', SCRIPT], { encoding: 'utf8' }));
    assert.deepEqual(loaded, []);
  });
});
