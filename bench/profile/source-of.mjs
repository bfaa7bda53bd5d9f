import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What esbuild writes before the code of each file that it bundles. */
const FILE_COMMENT = /^\/\/ (src\/\S+\.ts)$/;

/** @param {string} text */
function filesByLine(text) {
  let file = '';
  return text.split('\n').map((line) => (file = FILE_COMMENT.exec(line)?.[1] ?? file));
}

/** Finds the source file that a line of a bundle came from; what is no bundle of ours keeps its address. */
export function createSourceOf(
  read = (/** @type {string} */ url) => readFileSync(fileURLToPath(url), 'utf8'),
) {
  /** @type {Map<string, readonly string[]>} */
  const bundles = new Map();

  /**
   * @param {string} url
   * @param {number} line counted from 0
   */
  return (url, line) => {
    if (!url.includes('/dist/')) return url;
    // Packages have a folder `dist` too.
    if (url.includes('/node_modules/')) return url;
    let files = bundles.get(url);
    if (files === undefined) bundles.set(url, (files = filesByLine(read(url))));
    return files[line] || url;
  };
}
