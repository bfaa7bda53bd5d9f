import assert from 'node:assert/strict';
import { QUERY_NAMES, queryOf } from '../../../src/cli/query/queries.js';
import { runCli } from '../helpers/packed.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('command: query', () => {
  it('prints all queries with titles', async () => {
    const { code, stdout } = await runCli(['query']);
    assert.equal(code, 0);
    assert.equal(stdout.match(/^# /gm)?.length, QUERY_NAMES.length);
    for (const name of QUERY_NAMES) assert.ok(stdout.includes(queryOf(name, 'otlp', 'TRACE_ID').text), name);
  });

  it('prints one query alone, to pass to the AWS CLI', async () => {
    const { code, stdout } = await runCli(['query', 'trace', '--format', 'flat', '--trace', TRACE_ID]);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `fields @timestamp, level, service, message\n| filter traceId = "${TRACE_ID}"\n| sort @timestamp asc\n| limit 1000\n`,
    );
  });

  it('uses the field names of the format', () => {
    const [otlp, flat] = (['otlp', 'flat'] as const).map(
      (format) => queryOf('errors', format, TRACE_ID).text,
    );
    assert.equal(
      otlp,
      'filter severityNumber >= 17\n| stats count(*) as errors, latest(@timestamp) as last by resource.attributes.service.name\n| sort errors desc',
    );
    assert.match(flat ?? '', /^filter level like .*\n\| stats .* by service\n/);
  });

  it('counts the losses of each reason', () => {
    const { text } = queryOf('losses', 'otlp', TRACE_ID);
    assert.match(text, /^filter eventName = "cloudwatch_logs\.exporter\.loss"/);
    assert.equal(text.match(/sum\(attributes\.loss\.reasons\.(\w+)\) as \1/g)?.length, 10);
  });

  it('counts only events of the same time as duplicates: a service may repeat a text later', () => {
    for (const format of ['otlp', 'flat'] as const) {
      assert.match(queryOf('duplicates', format, TRACE_ID).text, / by @logStream, @timestamp, id\n/);
    }
  });

  it('takes the route of a trace from any event that has one', () => {
    assert.match(queryOf('routes', 'otlp', TRACE_ID).text, /sortsLast\(path\) as route by traceId/);
  });

  it('says that plain text has no fields to query', async () => {
    const { code, stdout, stderr } = await runCli(['query', '--format', 'body']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /no fields to ask for/);
  });

  it('rejects an unknown query, format and trace', async () => {
    const wrong = [['slow'], ['--format', 'xml'], ['trace', '--trace', 'x" or 1=1'], ['errors', 'trace']];
    const ended = await Promise.all(wrong.map((args) => runCli(['query', ...args])));
    for (const { code, stdout } of ended) assert.deepEqual([code, stdout], [2, '']);
  });
});
