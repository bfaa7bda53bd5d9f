/** @import { Verdict } from './judge.mjs' */

const HEADING = /^## (\S+)$/m;

/**
 * The written reasons, by the id of the target that they are for.
 *
 * @param {string} text Markdown: a heading `## id` before each reason
 */
export function parseReasons(text) {
  const [, ...parts] = text.split(HEADING);
  /** @type {Map<string, string>} */
  const reasons = new Map();
  for (let at = 0; at < parts.length; at += 2) reasons.set(parts[at] ?? '', (parts[at + 1] ?? '').trim());
  return reasons;
}

/**
 * The reason for each target that was not met, once for all that share it.
 *
 * @param {readonly Verdict[]} verdicts
 * @param {ReadonlyMap<string, string>} reasons
 */
export function reasonsFor(verdicts, reasons) {
  const missed = verdicts.filter(({ outcome }) => outcome === 'not met').map(({ target }) => target);
  if (missed.length === 0) return 'Every target that was measured is met.\n';
  const ids = [...new Set(missed.map(({ id }) => id))];
  return ids
    .map((id) => {
      const titles = missed.filter((target) => target.id === id).map(({ title }) => `- ${title}`);
      const reason =
        reasons.get(id) ?? `No reason is written down yet for \`${id}\` in bench/report/reasons.md.`;
      return `${titles.join('\n')}\n\n${reason}\n`;
    })
    .join('\n');
}
