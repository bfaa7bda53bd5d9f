import { printable } from '../command/printable.js';
import type { Terminal } from '../command/terminal.js';
import type { CheckReport, Step } from './report.js';

const NAME_WIDTH = 20;
const STATUS_WIDTH = 7;

/** The report as text; `--json` prints the same report as JSON. */
export function printReport(terminal: Terminal, report: CheckReport): void {
  const { region, endpoint, credentials, logGroupName, logStreamName } = report;
  const line = (name: string, value: string | undefined): void => {
    if (value !== undefined) terminal.print(`${terminal.style('dim', name.padEnd(13))}${printable(value)}`);
  };
  line('region', region);
  line('endpoint', endpoint);
  line('credentials', credentials && withAccount(credentials));
  line('log group', logGroupName);
  line('log stream', logStreamName);
  line('new group', report.logGroup && groupText(report.logGroup));
  line('resource', report.resource && [report.resource].flat().join(', '));
  line('redacted', report.redact?.join(', '));
  line('left out', report.omit?.join(', '));
  line('least level', report.minSeverity && levels(report.minSeverity));
  if (report.traceBased === true) line('traces', 'records below ERROR of sampled traces alone');
  line('on an error', report.errorContext && contextText(report.errorContext));
  line('budget', report.budget && budgetText(report.budget));
  terminal.print();
  for (const warning of report.warnings) {
    terminal.print(`${terminal.style('yellow', 'warning')} ${warning.code}: ${printable(warning.text)}`);
  }
  for (const step of report.steps) printStep(terminal, step);
  if (report.policy !== undefined) {
    terminal.print(`\nThe policy that is missing:\n${JSON.stringify(report.policy, undefined, 2)}`);
    terminal.print('It has only what was denied so far.');
  }
  if (report.console !== undefined) terminal.print(`\nThe stream in the console: ${report.console}`);
  terminal.print(`\n${verdict(terminal, report)}`);
  if (report.next !== undefined) terminal.print(`Next: ${report.next}`);
}

function levels(byScope: NonNullable<CheckReport['minSeverity']>): string {
  return Object.entries(byScope)
    .map(([scope, level]) => (scope === 'default' ? level : `${scope}=${level}`))
    .join(', ');
}

function groupText({ logGroupClass, retentionInDays }: NonNullable<CheckReport['logGroup']>): string {
  const kept = retentionInDays === undefined ? [] : [`keeps ${retentionInDays} days`];
  return [...(logGroupClass === undefined ? [] : [`class ${logGroupClass}`]), ...kept].join(', ');
}

function contextText({
  minSeverity,
  trigger,
  maxAgeMillis,
}: NonNullable<CheckReport['errorContext']>): string {
  return `records from ${minSeverity} on of the trace of a record of ${trigger} or above, ${maxAgeMillis} ms back`;
}

function budgetText({ bytesPerHour, minSeverity }: NonNullable<CheckReport['budget']>): string {
  return `${bytesPerHour} bytes an hour, then ${minSeverity} and above`;
}

function verdict(terminal: Terminal, { ok, steps }: CheckReport): string {
  if (!ok) return terminal.style('red', 'Not all is well: see "failed" above.');
  const isOk = (call: string): boolean => steps.some(({ name, status }) => name === call && status === 'ok');
  if (isOk('GetLogEvents')) return terminal.style('green', 'An event arrives.');
  if (isOk('PutLogEvents')) return terminal.style('green', 'An event was accepted.');
  return terminal.style('yellow', 'Nothing failed; no event was put yet.');
}

function printStep(terminal: Terminal, { name, status, detail, error, code, fix }: Step): void {
  const said =
    error && `${error.name}${error.status === undefined ? '' : ` (HTTP ${error.status})`}: ${error.message}`;
  const [first = '', ...more] = [detail, said, fix && `${code}: ${fix}`]
    .filter((text) => text !== undefined)
    .map(printable);
  terminal.print(`${mark(terminal, status)} ${name.padEnd(NAME_WIDTH)} ${first}`.trimEnd());
  for (const text of more) terminal.print(`${' '.repeat(NAME_WIDTH + STATUS_WIDTH + 2)}${text}`);
}

function mark(terminal: Terminal, status: Step['status']): string {
  const colors = { ok: 'green', failed: 'red', fixed: 'dim', skipped: 'yellow' } as const;
  return terminal.style(colors[status], status.padEnd(STATUS_WIDTH));
}

function withAccount({ source, account }: NonNullable<CheckReport['credentials']>): string {
  return account === undefined ? source : `${source}, account ${account}`;
}
