import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LINES } from '../../scripts/matrix/combinations.mjs';
import { PACKAGE_NAME } from '../../src/util/package-name.js';

const { name, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly name: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

describe('The package', () => {
  it('has the name that the code knows', () => {
    assert.equal(name, PACKAGE_NAME);
  });

  it('accepts no older peer than the matrix tests', () => {
    // Before sdk-logs 0.220 a processor takes its settings in another form, and every record would be lost.
    const oldest: Readonly<Record<string, string>> = LINES['2.x oldest'].packages;
    for (const [peer, range] of Object.entries(peerDependencies)) {
      const [floor] = /\d+\.\d+\.\d+/.exec(range) ?? [];
      if (peer in oldest) assert.equal(oldest[peer], floor, peer);
    }
    for (const peer of ['api', 'api-logs', 'auto-instrumentations-node', 'core', 'resources', 'sdk-logs']) {
      assert.ok(`@opentelemetry/${peer}` in oldest, peer);
    }
  });
});
