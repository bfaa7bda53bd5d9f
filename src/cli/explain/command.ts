import type { MessageEntry } from '../../messages/entry.js';
import type { Code } from '../../messages/message.js';
import { MESSAGES } from '../../messages/table.js';
import { closestName } from '../../options/closest-name.js';
import { EXIT, readArgs, UsageError, type Command } from '../command/command.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs explain [CODE]

Prints what a message of the exporter means: its text, the cause, and what to do. Without a CODE, lists all.

Example:
  npx opentelemetry-exporter-cloudwatch-logs explain CWL_ACCESS_DENIED`;

export const explain: Command = {
  help: HELP,
  run(args, { terminal }) {
    const { positionals } = readArgs(args, {}, 1);
    const [name] = positionals;
    if (name === undefined) {
      for (const [code, { text }] of Object.entries(MESSAGES)) terminal.print(`${code}\n  ${text}`);
      return EXIT.ok;
    }
    const { text, cause, fix }: MessageEntry = MESSAGES[readCode(name)];
    terminal.print(text);
    terminal.print(`\nCause: ${cause}`);
    if (fix !== '') terminal.print(`\nWhat to do: ${fix}`);
    if (`${text}${fix}`.includes('{'))
      terminal.print('\nA message has names and values in place of {braces}.');
    return EXIT.ok;
  },
};

function readCode(name: string): Code {
  const wanted = name.toUpperCase();
  if (isCode(wanted)) return wanted;
  const closest = closestName(wanted, Object.keys(MESSAGES)) ?? '';
  throw new UsageError(`no message has the code "${name}"; the closest is ${closest}`);
}

function isCode(name: string): name is Code {
  return Object.hasOwn(MESSAGES, name);
}
