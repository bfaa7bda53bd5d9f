import assert from 'node:assert/strict';
import { consoleLink } from '../../../src/cli/check/console-link.js';

function link(region: string): string | undefined {
  return consoleLink(region, { logGroupName: '/a b', logStreamName: "[$1]'é" });
}

describe('console-link', () => {
  it('leads to the console of the partition, with names encoded twice', () => {
    assert.equal(
      link('eu-central-1'),
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1' +
        '#logsV2:log-groups/log-group/$252Fa$2520b/log-events/$255B$25241$255D$2527$25C3$25A9',
    );
    assert.match(link('cn-north-1') ?? '', /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
    assert.match(link('us-gov-west-1') ?? '', /^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//);
    assert.match(
      link('eusc-de-east-1') ?? '',
      /^https:\/\/console\.amazonaws-eusc\.eu\/.*region=eusc-de-east-1#/,
    );
    assert.equal(link('us-iso-east-1'), undefined);
  });
});
