import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Finds the source file of a place in our bundle; a file outside of the bundle keeps its address. */
export function createSourceOf() {
  /** @type {Map<string, SourceMap>} */
  const maps = new Map();

  /**
   * @param {string} url
   * @param {number} line counted from 0
   * @param {number} column counted from 0
   */
  return (url, line, column) => {
    // Other packages have a folder `dist` too.
    if (!url.includes('/dist/') || url.includes('/node_modules/')) return url;
    let map = maps.get(url);
    if (map === undefined) maps.set(url, (map = readSourceMap(url)));
    const entry = map.findEntry(line, column);
    return 'originalSource' in entry ? entry.originalSource.replace(/^(\.\.\/)+/, '') : url;
  };
}

/** @param {string} url */
function readSourceMap(url) {
  return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8')));
}
