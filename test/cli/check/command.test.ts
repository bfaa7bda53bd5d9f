import assert from 'node:assert/strict';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { startLocalServer, type Fault, type LocalServer } from '../../../src/local-server/index.js';
import type { CheckReport } from '../../../src/cli/check/report.js';
import { createStreams } from '../../page/helpers.js';
import { runCli, settingsOf, type Ended } from '../helpers/packed.js';

const GROUP = '/otel/checkout';
const STREAM = 'host/1';
const NAMES = ['--group', GROUP, '--stream', STREAM];
const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const TOKEN = 'FwoGZXIvYXdzEBYaDH+EXAMPLE/SESSION==';

/** Runs `check --json`: the names are the same as in the text output. */
async function check(
  server: LocalServer,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended & { readonly report: CheckReport }> {
  const ended = await runCli(['check', ...NAMES, '--json', ...args], { ...settingsOf(server), ...env });
  assert.equal(ended.stderr, '');
  const report: CheckReport = JSON.parse(ended.stdout);
  return { ...ended, report };
}

function outline({ steps }: CheckReport): string[] {
  return steps.map(({ name, status }) => `${status} ${name}`);
}

function failed({ steps }: CheckReport): CheckReport['steps'][number] {
  return steps.find(({ status }) => status === 'failed') ?? assert.fail('nothing failed');
}

/** A server with the group and the stream, and then a fault. */
async function readyServer(...faults: Fault[]): Promise<LocalServer> {
  const server = await startLocalServer();
  const client = new CloudWatchLogsClient(server.clientConfig);
  await createStreams(client, GROUP, [STREAM]);
  client.destroy();
  server.faults = faults;
  return server;
}

describe('command: check', () => {
  it('creates what is missing when --create is given, puts one event, and reads it back', async () => {
    await using server = await startLocalServer();
    const { code, report } = await check(server, ['--create']);
    assert.equal(code, 0);
    assert.equal(report.ok, true);
    assert.deepEqual(outline(report), [
      'fixed PutLogEvents',
      'fixed CreateLogStream',
      'ok CreateLogGroup',
      'ok CreateLogStream',
      'ok PutLogEvents',
      'ok GetLogEvents',
    ]);
    assert.deepEqual(
      [report.region, report.endpoint, report.logGroupName, report.logStreamName],
      ['us-east-1', `${server.url}/`, GROUP, STREAM],
    );
    assert.equal(report.credentials?.source, 'environment variables (AWS_ACCESS_KEY_ID)');
    assert.equal(server.events(GROUP, STREAM).length, 1);
    assert.deepEqual(server.violations, []);
  });

  it('succeeds where the stream would be created, creates nothing without --create, and says how', async () => {
    await using server = await readyServer();
    const before = server.calls.length;
    // The default name ends in the pid of this check, so its stream never exists.
    const { code, stdout } = await runCli(['check', '--group', GROUP, '--json'], settingsOf(server));
    const report: CheckReport = JSON.parse(stdout);
    assert.deepEqual([code, report.ok], [0, true]);
    assert.match(report.logStreamName, /\/\d+$/);
    assert.deepEqual(outline(report), ['skipped PutLogEvents', 'skipped CreateLogStream']);
    assert.match(report.steps.at(-1)?.detail ?? '', /would be created/);
    assert.match(report.next ?? '', /^Start your service.*--create\.$/);
    assert.deepEqual(
      server.calls.slice(before).map(({ action }) => action),
      ['PutLogEvents'],
    );
  });

  it('says that the group would be created too, and prints the next step', async () => {
    await using server = await startLocalServer();
    const { code, stdout } = await runCli(['check', ...NAMES], settingsOf(server));
    assert.equal(code, 0);
    assert.match(stdout, /^skipped +CreateLogGroup +the log group is missing: it would be created$/m);
    assert.match(stdout, /^skipped +CreateLogStream +.* would be created$/m);
    assert.match(stdout, /\nNothing failed; no event was put yet\.\nNext: Start your service.*--create\.\n$/);
    assert.deepEqual([...server.events(), ...server.violations], []);
  });

  it('fails where something is missing that the exporter does not create, and names it', async () => {
    await using ready = await readyServer();
    await using empty = await startLocalServer();
    const noStreams = { OTEL_EXPORTER_CLOUDWATCH_CREATE_LOG_STREAM: 'false' };
    const noGroups = { OTEL_EXPORTER_CLOUDWATCH_CREATE_LOG_GROUP: 'false' };
    const [stream, group, justStream] = await Promise.all([
      check(ready, ['--stream', 'other'], noStreams),
      check(empty, [], noGroups),
      check(ready, ['--stream', 'other'], noGroups),
    ]);
    assert.deepEqual([stream.code, group.code, justStream.code], [1, 1, 0]);
    assert.equal(failed(stream.report).code, 'CWL_LOG_STREAM_MISSING');
    assert.match(failed(stream.report).fix ?? '', /create-log-stream/);
    assert.equal(failed(group.report).code, 'CWL_LOG_GROUP_MISSING');
    assert.match(failed(group.report).fix ?? '', /create-log-group/);
    assert.equal(stream.report.next, undefined);
  });

  it('prints a policy that names the one action that was denied, on every stream of the group', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny', actions: ['PutLogEvents'] }] });
    const { code, report } = await check(server, ['--create']);
    assert.equal(code, 1);
    assert.deepEqual(report.policy, {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: `${ARN}:log-stream:*` }],
    });
    assert.match(failed(report).error?.message ?? '', /is not authorized to perform: logs:PutLogEvents/);
  });

  it('prints the same policy in the text output, ready to paste', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny', actions: ['CreateLogStream'] }] });
    const { code, stdout } = await runCli(['check', ...NAMES, '--create'], settingsOf(server));
    assert.equal(code, 1);
    const policy = /The policy that is missing:\n(\{[^]*?\n\})\n/.exec(stdout)?.[1] ?? '';
    assert.deepEqual(JSON.parse(policy), {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'logs:CreateLogStream', Resource: `${ARN}:*` }],
    });
    assert.match(stdout, /^failed +CreateLogStream/m);
    assert.ok(!stdout.includes('\u001B'));
  });

  it('needs no permission to read, and says when it has none', async () => {
    await using server = await readyServer({ kind: 'deny', actions: ['GetLogEvents'] });
    const { code, report } = await check(server);
    assert.equal(code, 0);
    assert.deepEqual(outline(report), ['ok PutLogEvents', 'skipped GetLogEvents']);
    assert.equal(report.policy, undefined);
  });

  it('prints what is redacted and left out, if anything is', async () => {
    await using server = await readyServer();
    const active = {
      OTEL_EXPORTER_CLOUDWATCH_REDACT: 'authorization,user.email',
      OTEL_EXPORTER_CLOUDWATCH_OMIT: 'flags',
      OTEL_EXPORTER_CLOUDWATCH_RESOURCE: 'service.name,k8s.*',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_CLASS: 'essentials',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
      OTEL_EXPORTER_CLOUDWATCH_MIN_SEVERITY: 'info,http.*=WARN',
      OTEL_EXPORTER_CLOUDWATCH_TRACE_BASED: 'true',
      OTEL_EXPORTER_CLOUDWATCH_ERROR_CONTEXT: 'debug',
      OTEL_EXPORTER_CLOUDWATCH_BUDGET_BYTES_PER_HOUR: '1000000',
    };
    const { report } = await check(server, [], active);
    assert.deepEqual([report.redact, report.omit], [['authorization', 'user.email'], ['flags']]);
    const { stdout } = await runCli(['check', ...NAMES], { ...settingsOf(server), ...active });
    assert.match(stdout, /^redacted {5}authorization, user\.email$/m);
    assert.match(stdout, /^left out {5}flags$/m);
    assert.match(stdout, /^new group {4}class ESSENTIALS, keeps 7 days$/m);
    assert.match(stdout, /^resource {5}service\.name, k8s\.\*$/m);
    assert.match(stdout, /^least level {2}INFO, http\.\*=WARN$/m);
    assert.match(stdout, /^budget {7}1000000 bytes an hour, then WARN and above$/m);
    assert.match(
      stdout,
      /^on an error {2}records from DEBUG on of the trace of a record of ERROR or above, 30000 ms back$/m,
    );
    assert.equal(report.errorContext?.minSeverity, 'DEBUG');
    assert.match(stdout, /^traces {7}records below ERROR of sampled traces alone$/m);
    assert.deepEqual(report.minSeverity, { default: 'INFO', 'http.*': 'WARN' });
    const plain = await runCli(['check', ...NAMES], settingsOf(server));
    assert.doesNotMatch(
      plain.stdout,
      /new group|resource {5}|redacted|left out|least level|traces|on an error|budget/,
    );
  });

  it('reports a retention that it is not allowed to set', async () => {
    await using server = await startLocalServer({
      faults: [{ kind: 'deny', actions: ['PutRetentionPolicy'] }],
    });
    const { code, report } = await check(server, ['--create'], {
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '30',
    });
    assert.equal(code, 1);
    assert.equal(failed(report).name, 'PutRetentionPolicy');
    assert.deepEqual(report.policy?.Statement, [
      { Effect: 'Allow', Action: 'logs:PutRetentionPolicy', Resource: `${ARN}:*` },
    ]);
    assert.equal(server.events().length, 1);
  });

  it('reports a missing region and missing credentials', async () => {
    const [noRegion, noCredentials] = await Promise.all([
      runCli(['check', '--json']),
      runCli(['check', '--json'], { AWS_REGION: 'eu-central-1' }),
    ]);
    const reports = [noRegion, noCredentials].map(({ stdout }): CheckReport => JSON.parse(stdout));
    assert.deepEqual([noRegion.code, noCredentials.code], [1, 1]);
    assert.deepEqual(reports.map(outline), [['failed region'], ['failed credentials']]);
    assert.match(failed(reports[0]!).fix ?? '', /AWS_REGION/);
    assert.match(failed(reports[1]!).fix ?? '', /AWS_PROFILE/);
    assert.equal(reports[1]?.endpoint, 'https://logs.eu-central-1.amazonaws.com/');
  });

  it('names the mistake when a region or a profile is set that the SDK for JavaScript does not read', async () => {
    const [cliRegion, profile] = await Promise.all([
      runCli(['check', '--json'], { AWS_DEFAULT_REGION: 'eu-central-1' }),
      runCli(['check', '--json'], { AWS_REGION: 'eu-central-1', AWS_PROFILE: 'missing' }),
    ]);
    const fixes = [cliRegion, profile].map(({ stdout }) => failed(JSON.parse(stdout)).fix ?? '');
    assert.match(fixes[0]!, /^AWS_DEFAULT_REGION is set, .* does not\. Set AWS_REGION/);
    assert.match(fixes[1]!, /^AWS_PROFILE is "missing": /);
  });

  it('reports expired credentials', async () => {
    await using server = await readyServer({ kind: 'expired-token' });
    const { code, report } = await check(server);
    assert.equal(code, 1);
    assert.equal(failed(report).error?.name, 'ExpiredTokenException');
    assert.equal(failed(report).code, 'CWL_CREDENTIALS_EXPIRED');
    assert.equal(report.policy, undefined);
  });

  it('prints no secret, not even one that an answer quotes', async () => {
    const message = `The canonical string should have been 'x-amz-security-token:${TOKEN}' and not ${SECRET}`;
    await using server = await readyServer({ kind: 'respond', errorName: 'SignatureDoesNotMatch', message });
    const secrets = {
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: TOKEN,
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    };
    const { code, stdout, report } = await check(server, [], secrets);
    assert.equal(code, 1);
    assert.match(failed(report).error?.message ?? '', /x-amz-security-token:\[secret\]' and not \[secret\]/);
    assert.ok(!stdout.includes(SECRET) && !stdout.includes(TOKEN));
  });

  it('reports an endpoint without an answer, or with an answer of another server', async () => {
    const gone = await startLocalServer();
    await gone.close();
    await using proxy = await startLocalServer({
      faults: [{ kind: 'respond', body: '<html>', status: 404 }],
    });
    const [unreachable, foreign] = await Promise.all([check(gone), check(gone, ['--endpoint', proxy.url])]);
    assert.deepEqual([unreachable.code, foreign.code], [1, 1]);
    assert.match(failed(unreachable.report).error?.message ?? '', /ECONNREFUSED/);
    assert.equal(failed(unreachable.report).code, 'CWL_NO_GOOD_ANSWER');
    assert.match(failed(unreachable.report).fix ?? '', new RegExp(`${gone.url}/`));
    assert.equal(foreign.report.endpoint, `${proxy.url}/`);
    assert.equal(failed(foreign.report).code, 'CWL_FOREIGN_ANSWER');
  });

  it('distinguishes a proxy that refuses, and an unknown key, from a missing permission', async () => {
    await using proxy = await readyServer({ kind: 'respond', body: '<html>', status: 403 });
    await using service = await readyServer({ kind: 'respond', errorName: 'UnrecognizedClientException' });
    const [refused, unknown] = await Promise.all([check(proxy), check(service)]);
    assert.equal(failed(refused.report).code, 'CWL_NO_GOOD_ANSWER');
    assert.doesNotMatch(failed(refused.report).error?.message ?? '', /Deserialization/);
    assert.equal(failed(unknown.report).code, 'CWL_CREDENTIALS_UNKNOWN');
    assert.deepEqual([refused.report.policy, unknown.report.policy], [undefined, undefined]);
  });

  it('reports a repeated call with the same result once, and not as fixed', async () => {
    await using server = await readyServer({ kind: 'respond', body: '<html>', status: 502 });
    const { report } = await check(server);
    assert.deepEqual(outline(report), ['failed PutLogEvents']);
  });

  it('reports an event that was accepted but cannot be read back', async () => {
    await using server = await readyServer({ kind: 'deny', actions: ['GetLogEvents'] });
    const { stdout } = await runCli(['check', ...NAMES], settingsOf(server));
    assert.match(stdout, /\nAn event was accepted\.\nNext: Start your service[^\n]*\n$/);
  });

  it('ends in time when the service never answers', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'hang' }] });
    const { code, report } = await check(server, [], {
      OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS: '300',
    });
    assert.equal(code, 1);
    assert.match(failed(report).error?.message ?? '', /\b300 ms/);
  });

  it('resolves the names as the exporter would here, and shows them in the console', async () => {
    await using server = await startLocalServer();
    const { stdout } = await runCli(['check', '--json', '--create'], {
      ...settingsOf(server),
      OTEL_SERVICE_NAME: 'checkout',
      OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=pod 1',
      OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME: '{k8s.pod.name}/{service.name}',
    });
    const report: CheckReport = JSON.parse(stdout);
    assert.deepEqual([report.logGroupName, report.logStreamName], ['/otel/checkout', 'pod 1/checkout']);
    assert.equal(
      report.console,
      'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1' +
        '#logsV2:log-groups/log-group/$252Fotel$252Fcheckout/log-events/pod$25201$252Fcheckout',
    );
  });

  it('rejects an invalid template and an invalid address as wrong usage', async () => {
    const wrong = [
      ['--group', '{'],
      ['--endpoint', 'nowhere'],
      ['--endpoint', 'localhost:4588'],
    ];
    const ended = await Promise.all(wrong.map((args) => runCli(['check', ...args])));
    for (const { code, stdout } of ended) assert.deepEqual([code, stdout], [2, '']);
  });
});
