// Writes the tables of docs/configuration.md from the docstrings of src/options/options.ts.
//
//   node scripts/docs-configuration.mjs           writes the page
//   node scripts/docs-configuration.mjs --check   fails when the page is not current
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const SOURCE = 'src/options/options.ts';
const PAGE = 'docs/configuration.md';
const PREFIX = 'OTEL_EXPORTER_CLOUDWATCH_';

/** The interfaces that have options, with the prefix of their names. */
const INTERFACES = {
  CloudWatchLogRecordExporterOptions: '',
  CloudWatchLogRecordProcessorOptions: '',
  LogGroupOptions: 'logGroup.',
  ErrorContextOptions: 'errorContext.',
  BudgetOptions: 'budget.',
  OutboxOptions: 'outbox.',
};

/**
 * The page with more about an option.
 * @type {Readonly<Record<string, string>>}
 */
const PAGES = {
  logGroupName: 'names-and-formats.md#templates-for-names',
  logStreamName: 'names-and-formats.md#templates-for-names',
  logGroup: 'what-is-sent.md#place-by-level',
  format: 'names-and-formats.md#formats',
  resource: 'names-and-formats.md#what-an-event-costs',
  omit: 'names-and-formats.md#what-an-event-costs',
  redact: 'what-is-sent.md#redacting',
  minSeverity: 'what-is-sent.md#by-level',
  traceBased: 'what-is-sent.md#by-level',
  errorContext: 'what-is-sent.md#the-context-of-an-error',
  budget: 'what-is-sent.md#a-budget',
  serialize: 'names-and-formats.md#values',
  oversizedEvents: 'names-and-formats.md#large-events',
  exitTimeoutMillis: 'guarantees.md#how-the-end-works',
  outbox: 'guarantees.md#a-durable-outbox',
  entity: 'iam-and-querying.md#entities',
  lossNotices: 'observability.md#losses',
  onLoss: 'observability.md#losses',
  selfObsMeterProvider: 'observability.md#metrics',
  scheduledDelayMillis: 'frameworks-and-loggers.md#processors',
};

/** @typedef {{ name: string, type: string, sentence: string, value: string, variable?: string }} Option */

/**
 * The options of an interface as the source documents them.
 * @param {string} source
 * @param {string} name
 * @param {string} prefix
 * @returns {Option[]}
 */
function optionsOf(source, name, prefix) {
  const body = new RegExp(`export interface ${name}\\b[^{]*(?:<[^>]*>)?[^{]*\\{\\n([^]*?)\\n\\}`).exec(
    source,
  )?.[1];
  if (body === undefined) throw new Error(`${SOURCE} has no interface ${name}`);
  return [...body.matchAll(/ {2}\/\*\*([^]*?)\*\/\n {2}(\w+)\??: ([^;]+);/g)].map(
    ([, comment = '', option = '', type = '']) => {
      const text = comment
        .replaceAll(/^\s*\* ?/gm, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
      const prose = text.split(/ ?@(?:defaultValue|see|since|example)/)[0] ?? '';
      return {
        name: `${prefix}${option}`,
        type,
        sentence: (/^.*?(?<!\be\.g)[.](?= |$)/.exec(prose)?.[0] ?? prose).replace(/\.$/, ''),
        // Text after a colon explains the default; the pages have it.
        value: (/@defaultValue (.*?)(?=: | @|$)/.exec(text)?.[1] ?? 'none').trim(),
        variable: /Environment: `(\w+)`/.exec(text)?.[1],
      };
    },
  );
}

/** Every option, in the order of the source. */
export function allOptions() {
  const source = readFileSync(SOURCE, 'utf8');
  return Object.entries(INTERFACES).map(([name, prefix]) => ({
    name,
    options: optionsOf(source, name, prefix),
  }));
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|');
}

/** @param {Option} option */
function rowOf({ name, type, sentence, value, variable }) {
  const page = PAGES[name];
  const shown = page === undefined ? `\`${name}\`` : `[\`${name}\`](${page})`;
  const environment = variable === undefined ? '' : `\`${variable.replace(PREFIX, '…')}\``;
  return `| ${shown} | \`${cell(type.replaceAll(/\s+/g, ' '))}\` | ${cell(value)} | ${environment} | ${cell(sentence)} |`;
}

/** @param {string} name */
export function tableOf(name) {
  const found = allOptions().find((one) => one.name === name);
  if (found === undefined) throw new Error(`${PAGE} has markers of ${name}, which is not known`);
  return [
    '| option | type | default | variable | meaning |',
    '|---|---|---|---|---|',
    ...found.options.map(rowOf),
  ].join('\n');
}

/**
 * The page with current tables.
 * @param {string} page
 */
export function withTables(page) {
  return page.replaceAll(
    /(<!-- options: (\w+) -->\n)[^]*?(\n<!-- end -->)/g,
    (_, start, name, end) => `${start}${tableOf(name)}${end}`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const page = readFileSync(PAGE, 'utf8');
  const current = withTables(page);
  if (!process.argv.includes('--check')) writeFileSync(PAGE, current);
  else if (page !== current) {
    console.error(`${PAGE} is not current: run "node scripts/docs-configuration.mjs" and commit it.`);
    process.exitCode = 1;
  }
}
