import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { placeOf, withAbsoluteLinks, withRepository } from '../../scripts/set-repository.mjs';

const PLACE = { url: 'https://github.com/owner/name', tag: 'v1.0.0' };

describe('set-repository', () => {
  it('reads the repository from the variables of the workflow', () => {
    const env = {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'owner/name',
      GITHUB_REF_NAME: 'v1.0.0',
    };
    assert.deepEqual(placeOf(env), PLACE);
  });

  it('fails if the repository is not known, and names the variables', () => {
    for (const env of [{}, { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'no-owner' }])
      assert.throws(() => placeOf(env), /GITHUB_REPOSITORY/);
  });

  it('adds repository, homepage and bugs, and changes nothing else', () => {
    const manifest = readFileSync('package.json', 'utf8');
    const { repository, homepage, bugs, ...rest } = JSON.parse(withRepository(manifest, PLACE)) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      { repository, homepage, bugs },
      {
        repository: { type: 'git', url: 'git+https://github.com/owner/name.git' },
        homepage: 'https://github.com/owner/name#readme',
        bugs: { url: 'https://github.com/owner/name/issues' },
      },
    );
    assert.deepEqual(rest, JSON.parse(manifest));
  });

  it('makes links and pictures absolute, and leaves others, anchors and code', () => {
    const readme = [
      '[a](docs/a.md#b) ![p](docs/p.png) [c](https://example.com) [d](#d)',
      '```md',
      '[e](f)',
      '```',
      '',
    ].join('\n');
    assert.equal(
      withAbsoluteLinks(readme, PLACE),
      [
        '[a](https://github.com/owner/name/blob/v1.0.0/docs/a.md#b) ![p](https://github.com/owner/name/raw/v1.0.0/docs/p.png) [c](https://example.com) [d](#d)',
        '```md',
        '[e](f)',
        '```',
        '',
      ].join('\n'),
    );
  });

  it('leaves no relative link in the README', () => {
    const links = withAbsoluteLinks(readFileSync('README.md', 'utf8'), PLACE).matchAll(/\]\(([^)\s]+)\)/g);
    for (const [, target = ''] of links) assert.match(target, /^(?:https:|#)/);
  });
});
