import assert from 'node:assert/strict';
import { partitionOf } from '../../src/failures/partition.js';

describe('partition: partitionOf', () => {
  it('knows the partitions by their regions', () => {
    const expected = {
      'us-east-1': 'aws',
      'eu-central-1': 'aws',
      'mx-central-1': 'aws',
      'cn-north-1': 'aws-cn',
      'us-gov-west-1': 'aws-us-gov',
      'us-iso-east-1': 'aws-iso',
      'us-isob-east-1': 'aws-iso-b',
      'us-isof-south-1': 'aws-iso-f',
      'eu-isoe-west-1': 'aws-iso-e',
      'eusc-de-east-1': 'aws-eusc',
      '*': 'aws',
      '': 'aws',
    };
    const found = Object.fromEntries(Object.keys(expected).map((region) => [region, partitionOf(region)]));
    assert.deepEqual(found, expected);
  });
});
