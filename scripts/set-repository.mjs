// Runs before a version is published, in the release workflow on GitHub, never in a clone. Writes the repository into
// package.json, which npm needs for provenance, and makes the relative links and pictures of README.md absolute, so that
// they work on npmjs.com too.
//
//   node scripts/set-repository.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * The address of the repository and the tag, from the variables that GitHub sets.
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function placeOf(env) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name, GITHUB_REF_NAME: tag } = env;
  if (!server || !tag || !/^[\w.-]+\/[\w.-]+$/.test(name ?? ''))
    throw new Error(
      'The repository is not known, and npm gives no provenance without it. Run this in a workflow of GitHub, which sets ' +
        'GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_REF_NAME.',
    );
  return { url: `${server}/${name}`, tag };
}

/**
 * @param {string} manifest
 * @param {{ url: string }} place
 */
export function withRepository(manifest, { url }) {
  const parsed = JSON.parse(manifest);
  const added = {
    repository: { type: 'git', url: `git+${url}.git` },
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
  };
  return `${JSON.stringify({ ...parsed, ...added }, undefined, 2)}\n`;
}

/**
 * Does not change code blocks.
 * @param {string} readme
 * @param {{ url: string, tag: string }} place
 */
export function withAbsoluteLinks(readme, { url, tag }) {
  return readme
    .split(/(^```[^]*?^```)/m)
    .map((part) =>
      part.startsWith('```')
        ? part
        : part
            .replaceAll(/(!\[[^\]]*\])\((?!https?:|#)([^)\s]+)\)/g, `$1(${url}/raw/${tag}/$2)`)
            .replaceAll(/\]\((?!https?:|#)([^)\s]+)\)/g, `](${url}/blob/${tag}/$1)`),
    )
    .join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const place = placeOf(process.env);
  writeFileSync('package.json', withRepository(readFileSync('package.json', 'utf8'), place));
  writeFileSync('README.md', withAbsoluteLinks(readFileSync('README.md', 'utf8'), place));
  console.log(`package.json and README.md name ${place.url} at ${place.tag}.`);
}
