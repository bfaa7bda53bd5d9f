import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import type { Report, Step } from './report.js';

const NAME_WIDTH = 20;

/** For people; `--json` has the same for machines. */
export function printReport(terminal: Terminal, report: Report): void {
  const { region, endpoint, credentials, logGroupName, logStreamName } = report;
  const line = (name: string, value: string | undefined): void => {
    if (value !== undefined) terminal.print(`${terminal.style('dim', name.padEnd(13))}${printable(value)}`);
  };
  line('region', region);
  line('endpoint', endpoint);
  line('credentials', credentials && withAccount(credentials));
  line('log group', logGroupName);
  line('log stream', logStreamName);
  line('redacted', report.redact?.join(', '));
  line('left out', report.omit?.join(', '));
  terminal.print();
  for (const warning of report.warnings) {
    terminal.print(`${terminal.style('yellow', 'warning')} ${printable(warning)}`);
  }
  for (const step of report.steps) printStep(terminal, step);
  if (report.policy !== undefined) {
    terminal.print(`\nThe policy that is missing:\n${JSON.stringify(report.policy, undefined, 2)}`);
    terminal.print('The names of streams may differ from process to process: see the command "policy".');
  }
  if (report.console !== undefined) terminal.print(`\nThe stream in the console: ${report.console}`);
  terminal.print(
    report.ok
      ? terminal.style('green', isRead(report) ? '\nAn event arrives.' : '\nAn event was accepted.')
      : terminal.style('red', '\nNot all is well: see "failed" above.'),
  );
}

/** Taking it is one thing; this one has come back. */
function isRead({ steps }: Report): boolean {
  return steps.some(({ name, status }) => name === 'GetLogEvents' && status === 'ok');
}

function printStep(terminal: Terminal, { name, status, detail, error, fix }: Step): void {
  const said =
    error && `${error.name}${error.status === undefined ? '' : ` (HTTP ${error.status})`}: ${error.message}`;
  const [first = '', ...more] = [detail, said, fix].filter((text) => text !== undefined).map(printable);
  terminal.print(`${mark(terminal, status)} ${name.padEnd(NAME_WIDTH)} ${first}`.trimEnd());
  for (const text of more) terminal.print(`${' '.repeat(NAME_WIDTH + 9)}${text}`);
}

function mark(terminal: Terminal, status: Step['status']): string {
  const colours = { ok: 'green', failed: 'red', mended: 'dim', skipped: 'yellow' } as const;
  return terminal.style(colours[status], status.padEnd(7));
}

function withAccount({ source, account }: NonNullable<Report['credentials']>): string {
  return account === undefined ? source : `${source}, account ${account}`;
}
