import { messageOf } from '../messages/message.js';
import { readFileSync } from 'node:fs';
import { PACKAGE_NAME } from '../util/package-name.js';
import { EXIT, UsageError, type Command, type ExitCode, type CommandContext } from './command/command.js';

/** A command in the overview. Its module is loaded when the command runs, so that `--help` stays fast. */
interface Listed {
  readonly summary: string;
  load(): Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Listed>> = {
  demo: {
    summary: 'a service, an outage, and nothing lost: in 20 seconds, without an account',
    load: async () => (await import('./demo/command.js')).demo,
  },
  local: {
    summary: 'a strict CloudWatch Logs on this machine for your own application, with a live page',
    load: async () => (await import('./local/command.js')).local,
  },
  check: {
    summary: 'why no logs arrive: tries what the exporter would do in your account',
    load: async () => (await import('./check/command.js')).check,
  },
  policy: {
    summary: 'the least IAM policy',
    load: async () => (await import('./policy/command.js')).policy,
  },
  explain: {
    summary: 'what a message means, by its code',
    load: async () => (await import('./explain/command.js')).explain,
  },
  query: {
    summary: 'ready queries for Logs Insights',
    load: async () => (await import('./query/command.js')).query,
  },
};

/** Runs the command that the arguments name. */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  const [first, ...others] = args;
  if (first === '--version' || first === '-v') {
    terminal.print(version());
    return EXIT.ok;
  }
  // `help check` is `check --help`.
  const isHelp = first === 'help' || first === '--help' || first === '-h';
  const [name, ...rest] = isHelp ? [others[0], '--help'] : [first, ...others];
  if (name === undefined) {
    terminal.print(overview());
    return isHelp ? EXIT.ok : EXIT.usage;
  }
  const listed = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (listed === undefined) {
    const { code, text } = messageOf('CWL_COMMAND_UNKNOWN', { name });
    terminal.note(`${code}: ${text}\n\n${overview()}`);
    return EXIT.usage;
  }
  const command = await listed.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.print(command.help);
    return EXIT.ok;
  }
  try {
    return await command.run(rest, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { code, text } = messageOf('CWL_USAGE', { problem: error.message, command: name });
    terminal.note(`${code}: ${text}`);
    return EXIT.usage;
  }
}

function overview(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`);
  return `Usage: npx ${PACKAGE_NAME} <command> [options]

${commands.join('\n')}

Each has --help, as has "help <command>". --version, -v: the version of the package.
Exit codes: 0 well, 1 not well, 2 called wrongly.`;
}

/** The version of this package. */
function version(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
