import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_PAGES } from './pages.js';

/** Phrases that a reader has to read twice, in parts so that this file does not have them. */
const BANNED = [
  ['that there ', '(?:is|are) not'],
  ['said ', 'once'],
  ['is ', 'told (?!apart)'],
  ['parted ', 'by'],
  ['for ', 'ever'],
  ['can ', 'not'],
  ['found no ', 'room'],
  ['has no form ', 'for'],
  ['men', 'd(?:ed|s)?'],
  ['some', 'body'],
  ['no', 'body'],
  ['ane', 'w'],
  ['in ', 'vain'],
  ['for want ', 'of'],
  ['by ', 'heart'],
  ['tells? ', 'of'],
  ['hears? ', '(?:of|what)'],
  ['what(?:ever)? (?:became|becomes|came|comes) ', 'of'],
].map((parts) => new RegExp(String.raw`\b${parts.join('')}\b`, 'gi'));

/** The texts of the service itself, and names in code. */
const QUOTED = /can not be converted to|\bNOBODY\b/;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs|cjs|md)$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

function findingsIn(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      BANNED.flatMap((phrase) => line.match(phrase) ?? [])
        .filter(() => !QUOTED.test(line))
        .map((found) => `${file}:${index + 1}: "${found}"`),
    );
}

describe('The language', () => {
  it('has none of the banned phrases, in code and in documentation', () => {
    const files = [...ALL_PAGES, ...['src', 'test', 'examples', 'scripts'].flatMap(filesIn)];
    assert.deepEqual(files.flatMap(findingsIn), []);
  });
});
