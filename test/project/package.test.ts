import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LINES } from '../../scripts/matrix/combinations.mjs';

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};

describe('The package', () => {
  it('accepts no older peer than the matrix tests', () => {
    // Before sdk-logs 0.220 a processor takes its settings in another form, and every record would be lost.
    const oldest: Readonly<Record<string, string>> = LINES['2.x oldest'].packages;
    for (const [name, range] of Object.entries(peerDependencies)) {
      const [floor] = /\d+\.\d+\.\d+/.exec(range) ?? [];
      if (name in oldest) assert.equal(oldest[name], floor, name);
    }
    for (const name of ['api', 'api-logs', 'auto-instrumentations-node', 'core', 'resources', 'sdk-logs']) {
      assert.ok(`@opentelemetry/${name}` in oldest, name);
    }
  });
});
