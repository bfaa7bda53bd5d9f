import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { parse, type ScalarTag } from 'yaml';
import { RETENTION_DAYS } from '../../src/local-server/model/limits.js';
import { startLocalServer } from '../../src/local-server/index.js';
import { encode } from '../encode/helpers.js';
import { readEvent } from './helpers/arrived.js';
import { runExample } from './helpers/run-example.js';

const SERVICE = 'basic';

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly AllowedValues?: readonly unknown[] }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

type Properties = Readonly<Record<string, unknown>>;

interface Dashboard {
  readonly widgets: readonly {
    readonly type: string;
    readonly properties: { readonly query?: string; readonly metrics?: readonly unknown[] };
  }[];
}

/** The names that functions of the template refer to. */
const referred = new Set<string>();

/** A function of CloudFormation with a text: `!Sub` puts in the name of the service. */
const FUNCTIONS: ScalarTag[] = ['!Sub', '!Ref', '!GetAtt'].map((tag) => ({
  tag,
  resolve(text: string) {
    if (tag === '!Ref') referred.add(text);
    if (tag === '!GetAtt') referred.add(text.split('.')[0]!);
    if (tag !== '!Sub') return `${tag} ${text}`;
    for (const [, name = ''] of text.matchAll(/\$\{([^}]+)\}/g)) referred.add(name);
    return text.replaceAll('${ServiceName}', SERVICE);
  },
}));

// The functions with a list are read as lists.
const template: Template = parse(
  readFileSync(new URL('../../examples/alarm-dashboard.yaml', import.meta.url), 'utf8'),
  { customTags: FUNCTIONS, logLevel: 'error' },
);

function propertiesOf(type: string): Properties {
  return Object.values(template.Resources).find(({ Type }) => Type === type)?.Properties ?? assert.fail(type);
}

function dashboard(): Dashboard {
  const body: Dashboard = JSON.parse(String(propertiesOf('AWS::CloudWatch::Dashboard')['DashboardBody']));
  return body;
}

describe('examples/alarm-dashboard.yaml', () => {
  it('lets users choose any retention that the service has', () => {
    assert.equal(propertiesOf('AWS::Logs::LogGroup')['RetentionInDays'], '!Ref RetentionInDays');
    assert.deepEqual(template.Parameters['RetentionInDays']?.AllowedValues, RETENTION_DAYS);
  });

  it('refers only to names that it has', () => {
    const names = new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources)]);
    assert.deepEqual(
      [...referred].filter((name) => !names.has(name) && !name.startsWith('AWS::')),
      [],
    );
  });

  it('counts the errors of the default format, and nothing else, with its filter pattern', async () => {
    await using server = await startLocalServer();
    await runExample({ script: 'examples/basic/main.mjs' }, server);
    const client = new CloudWatchLogsClient(server.clientConfig);
    const { events = [] } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: '/otel/basic',
        filterPattern: String(propertiesOf('AWS::Logs::MetricFilter')['FilterPattern']),
      }),
    );
    client.destroy();
    assert.deepEqual(
      events.map(({ message }) => readEvent(message ?? '').body),
      ['payment failed'],
    );
  });

  it('uses the metric of its filter in its alarm and in its dashboard', () => {
    const { MetricTransformations } = propertiesOf('AWS::Logs::MetricFilter') as {
      readonly MetricTransformations: readonly [Properties];
    };
    const [{ MetricNamespace, MetricName }] = MetricTransformations;
    const alarm = propertiesOf('AWS::CloudWatch::Alarm');

    assert.deepEqual([alarm['Namespace'], alarm['MetricName']], [MetricNamespace, MetricName]);
    assert.deepEqual(dashboard().widgets[0]?.properties.metrics, [[MetricNamespace, MetricName]]);
  });

  it('queries its log group, by fields that the events have', () => {
    const group = String(propertiesOf('AWS::Logs::LogGroup')['LogGroupName']);
    const [message = ''] = encode({
      severityNumber: 17,
      severityText: 'ERROR',
      body: 'payment failed',
      spanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 },
    }).messages;
    const fields = new Set(['@timestamp', ...Object.keys(readEvent(message))]);
    const queries = dashboard().widgets.flatMap(({ properties }) => properties.query ?? []);

    assert.equal(queries.length, 2);
    for (const query of queries) {
      assert.ok(query.startsWith(`SOURCE '${group}' | `), query);
      const used = [...query.matchAll(/\b(?:fields|by|filter|sort) ([@\w]+(?:, \w+)*)/g)];
      for (const field of used.flatMap(([, list = '']) => list.split(', ')))
        assert.ok(fields.has(field), field);
    }
  });
});
