import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format } from 'prettier';

const CI = '.github/workflows/ci.yml';
const RELEASE = '.github/workflows/release.yml';
const ALL = [CI, RELEASE, '.ci/run'];

const read = (file: string): string => readFileSync(file, 'utf8');
const { scripts, engines, publishConfig } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly publishConfig: { readonly provenance: boolean };
};

describe('The workflows', () => {
  for (const file of [CI, RELEASE]) {
    it(`are YAML: ${file}`, async () => {
      assert.equal(
        await format(read(file), { parser: 'yaml', singleQuote: true, printWidth: 120 }),
        read(file),
      );
    });
  }

  it('run only npm scripts that exist', () => {
    for (const file of ALL) {
      for (const [command, script = 'test'] of read(file).matchAll(/npm (?:run ([\w:]+)|test)/g)) {
        assert.ok(script in scripts, `${file}: ${command}`);
      }
    }
  });

  it('test the oldest Node of engines, and the later releases', () => {
    const [oldest] = /\d+/.exec(engines.node) ?? [];
    assert.match(read(CI), new RegExp(`node: \\[${oldest}, 22, 24, 26\\]`));
  });

  it('check the types, the advisories and the matrix, also before a release', () => {
    for (const command of ['npm run api:check', 'npm audit --omit=dev', 'npm run test:matrix', 'npm test']) {
      for (const file of [CI, RELEASE]) assert.ok(read(file).includes(command), `${file}: ${command}`);
    }
  });

  it('pin each action by its commit, with the version in a comment', () => {
    for (const file of [CI, RELEASE]) {
      const uses = Array.from(read(file).matchAll(/uses: (.*)/g), ([, action = '']) => action);
      assert.ok(uses.length > 0);
      for (const action of uses) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
    }
  });

  it('publish with provenance, with a token that is valid for one run', () => {
    assert.match(read(RELEASE), /run: npm publish --provenance$/m);
    assert.match(read(RELEASE), /id-token: write/);
    assert.doesNotMatch(read(RELEASE), /NODE_AUTH_TOKEN|secrets\./);
    assert.equal(publishConfig.provenance, true);
  });
});
