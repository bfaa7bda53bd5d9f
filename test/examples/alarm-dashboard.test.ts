import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { format } from 'prettier';
import { startLocalServer } from '../../src/local-server/index.js';
import { readEvent } from './helpers/arrived.js';
import { runExample } from './helpers/run-example.js';

const FILE = new URL('../../examples/alarm-dashboard.yaml', import.meta.url);

/** The text after the first `pattern` in the template. */
function found(template: string, pattern: RegExp): string {
  return pattern.exec(template)?.[1] ?? assert.fail(`nothing matches ${String(pattern)}`);
}

interface Dashboard {
  widgets: { type: string; properties: { query?: string } }[];
}

function dashboardOf(template: string): Dashboard {
  const body = found(template, /DashboardBody: !Sub \|\n((?: {8}.*\n)+)/);
  const dashboard: Dashboard = JSON.parse(body.replaceAll('${ServiceName}', 'basic'));
  return dashboard;
}

describe('examples/alarm-dashboard.yaml', () => {
  let template: string;

  before(async () => {
    template = await readFile(FILE, 'utf8');
  });

  it('is YAML', async () => {
    await assert.doesNotReject(format(template, { parser: 'yaml' }));
  });

  it('has a group with retention, a filter, an alarm and a dashboard', () => {
    const types = [...template.matchAll(/^ {4}Type: (AWS::\S+)/gm)].map(([, type]) => type);
    assert.deepEqual(types, [
      'AWS::Logs::LogGroup',
      'AWS::Logs::MetricFilter',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
    ]);
    assert.match(template, /RetentionInDays: !Ref RetentionInDays/);
  });

  it('counts the errors of the default format, and nothing else, with its filter pattern', async () => {
    await using server = await startLocalServer();
    await runExample({ script: 'examples/basic/main.mjs' }, server);
    const client = new CloudWatchLogsClient(server.clientConfig);
    const { events = [] } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: '/otel/basic',
        filterPattern: found(template, /FilterPattern: '(.*)'/),
      }),
    );
    client.destroy();
    assert.deepEqual(
      events.map(({ message }) => readEvent(message ?? '').body),
      ['payment failed'],
    );
  });

  it('uses the metric of its filter in its alarm', () => {
    const metrics = [...template.matchAll(/MetricName: (.*)/g)].map(([, name]) => name);
    assert.deepEqual(metrics, ['!Sub ${ServiceName}-errors', '!Sub ${ServiceName}-errors']);
  });

  it('shows a metric and queries fields that the events have', () => {
    const { widgets } = dashboardOf(template);
    assert.deepEqual(
      widgets.map(({ type }) => type),
      ['metric', 'log', 'log'],
    );
    assert.match(
      widgets[2]?.properties.query ?? '',
      /^SOURCE '\/otel\/basic' \| fields @timestamp, severityText,/,
    );
  });
});
