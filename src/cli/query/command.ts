import { EXIT, readArgs, UsageError, type Command } from '../command/command.js';
import { QUERY_NAMES, queryOf, type QueryFormat, type QueryName } from './queries.js';

const HELP = `Usage: npx opentelemetry-exporter-cloudwatch-logs query [NAME] [options]

Prints queries for Logs Insights, to paste. With a NAME that query alone, to pass on.

  errors        errors by service
  trace         one trace in order
  routes        slowest routes
  losses        losses by reason, from the exporter's loss notices
  duplicates    duplicates by id

  --format FORMAT    otlp (default) or flat, as the exporter's option; "body" has no fields to ask for
  --trace ID         the trace of the query "trace"

Example:
  aws logs start-query --log-group-name /otel/checkout \\
    --start-time "$(date -d '1 hour ago' +%s)" --end-time "$(date +%s)" \\
    --query-string "$(npx opentelemetry-exporter-cloudwatch-logs query errors)"`;

const OPTIONS = {
  format: { type: 'string', default: 'otlp' },
  trace: { type: 'string', default: 'TRACE_ID' },
} as const;

const NO_FIELDS =
  'The format "body" writes text alone: there are no fields to ask for. ' +
  'Search it by text: fields @timestamp, @message | filter @message like "..." | sort @timestamp desc';

export const query: Command = {
  help: HELP,
  run(args, { terminal }) {
    const { values, positionals } = readArgs(args, OPTIONS, 1);
    const format = readFormat(values.format);
    const [name] = positionals;
    const wanted = name === undefined ? QUERY_NAMES : [readName(name)];
    if (!/^([0-9a-f]{32}|TRACE_ID)$/.test(values.trace)) {
      throw new UsageError(`--trace: expected 32 hex digits, got "${values.trace}"`);
    }
    if (format === 'body') {
      terminal.note(NO_FIELDS);
      return EXIT.failed;
    }
    const queries = wanted.map((each) => queryOf(each, format, values.trace));
    if (name !== undefined) terminal.print(queries[0]!.text);
    else {
      terminal.print(
        queries.map(({ title, text }) => `${terminal.style('bold', `# ${title}`)}\n${text}`).join('\n\n'),
      );
    }
    return EXIT.ok;
  },
};

function readFormat(text: string): QueryFormat | 'body' {
  if (text === 'otlp' || text === 'flat' || text === 'body') return text;
  throw new UsageError(`--format: expected otlp, flat or body, got "${text}"`);
}

function readName(text: string): QueryName {
  const known = QUERY_NAMES.find((name) => name === text);
  if (known === undefined) throw new UsageError(`expected ${QUERY_NAMES.join(', ')}, got "${text}"`);
  return known;
}
