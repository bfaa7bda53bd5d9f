// Writes the codes of docs/troubleshooting.md from the table of messages.
//
//   node --import tsx scripts/docs-troubleshooting.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { MESSAGES } from '../src/messages/table.js';

const PAGE = 'docs/troubleshooting.md';
const START = '<!-- codes: written by scripts/docs-troubleshooting.mjs -->\n';

/**
 * The page with a heading for each code.
 * @param {string} page
 */
export function withCodes(page) {
  const [head] = page.split(START);
  const sections = Object.entries(MESSAGES)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { text, cause, fix }]) => {
      const parts = [
        `## ${code}`,
        `> ${plain(text)}`,
        plain(cause),
        ...(fix === '' ? [] : [`**What to do:** ${plain(fix)}`]),
      ];
      return parts.join('\n\n');
    });
  return `${head}${START}\n${sections.join('\n\n')}\n`;
}

/**
 * Escapes text for Markdown.
 * @param {string} text
 */
function plain(text) {
  return text.replaceAll(/[*_<>[\]]/g, String.raw`\$&`).replaceAll('\n', ' ');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(PAGE, withCodes(readFileSync(PAGE, 'utf8')));
}
