import assert from 'node:assert/strict';
import { readEnvironment } from '../../src/options/environment.js';
import type { EnvironmentOptions } from '../../src/options/environment.js';
import { lineOf } from '../helpers/message.js';

function read(env: Record<string, string>): { options: EnvironmentOptions; messages: string[] } {
  const messages: string[] = [];
  const options = readEnvironment(env, (message) => void messages.push(lineOf(message)));
  return { options, messages };
}

const NOTHING: EnvironmentOptions = { logGroup: {}, budget: {}, outbox: {} };

const good: readonly (readonly [name: string, text: string, options: Partial<EnvironmentOptions>])[] = [
  ['CREATE_LOG_GROUP', 'false', { createLogGroup: false }],
  ['CREATE_LOG_STREAM', 'TRUE', { createLogStream: true }],
  ['LOG_GROUP_RETENTION_IN_DAYS', '30', { logGroup: { retentionInDays: 30 } }],
  ['LOG_GROUP_RETENTION_IN_DAYS', ' 3653 ', { logGroup: { retentionInDays: 3653 } }],
  ['LOG_GROUP_TAGS', 'team=shop, url=a/b=c ,', { logGroup: { tags: { team: 'shop', url: 'a/b=c' } } }],
  ['LOG_GROUP_KMS_KEY_ID', 'arn:aws:kms:x', { logGroup: { kmsKeyId: 'arn:aws:kms:x' } }],
  ['LOG_GROUP_CLASS', 'infrequent_access', { logGroup: { logGroupClass: 'INFREQUENT_ACCESS' } }],
  ['LOG_GROUP_CLASS', 'Essentials', { logGroup: { logGroupClass: 'ESSENTIALS' } }],
  ['LOG_GROUP_CLASS', 'Glacial', { logGroup: { logGroupClass: 'Glacial' } }],
  ['LOG_GROUP_DELETION_PROTECTION_ENABLED', 'true', { logGroup: { deletionProtectionEnabled: true } }],
  ['FORMAT', 'otlp', { format: 'otlp' }],
  ['FORMAT', 'Flat', { format: 'flat' }],
  ['FORMAT', 'BODY', { format: 'body' }],
  ['RESOURCE', 'essential', { resource: 'essential' }],
  ['RESOURCE', 'All', { resource: 'all' }],
  ['RESOURCE', 'none', { resource: 'none' }],
  ['RESOURCE', 'service.name, k8s.*,', { resource: ['service.name', 'k8s.*'] }],
  ['OMIT', 'observedTimeUnixNano, SCOPE,', { omit: ['observedTimeUnixNano', 'scope'] }],
  ['REDACT', 'password, user.email ,cookies.*', { redact: ['password', 'user.email', 'cookies.*'] }],
  ['MIN_SEVERITY', 'info', { minSeverity: { default: 'INFO' } }],
  ['MIN_SEVERITY', 'INFO, http.*=warn,', { minSeverity: { default: 'INFO', 'http.*': 'WARN' } }],
  ['MIN_SEVERITY', 'a=b=ERROR', { minSeverity: { 'a=b': 'ERROR' } }],
  ['BUDGET_BYTES_PER_HOUR', '1000', { budget: { bytesPerHour: 1_000 } }],
  ['BUDGET_MIN_SEVERITY', 'error', { budget: { minSeverity: 'ERROR' } }],
  ['ERROR_CONTEXT', 'debug', { errorContext: { minSeverity: 'DEBUG' } }],
  ['TRACE_BASED', 'True', { traceBased: true }],
  ['MAX_BATCH_BYTES', '2048', { maxBatchBytes: 2_048 }],
  ['MAX_BATCH_COUNT', '1', { maxBatchCount: 1 }],
  ['MAX_EVENT_BYTES', '262144', { maxEventBytes: 262_144 }],
  ['OVERSIZED_EVENTS', 'Drop', { oversizedEvents: 'drop' }],
  ['MAX_CONCURRENT_REQUESTS', '8', { maxConcurrentRequests: 8 }],
  ['MAX_STREAMS', '10', { maxStreams: 10 }],
  ['REQUEST_TIMEOUT_MILLIS', '500', { requestTimeoutMillis: 500 }],
  ['FLUSH_TIMEOUT_MILLIS', '700', { flushTimeoutMillis: 700 }],
  ['OUTBOX_MAX_BYTES', '1048576', { outbox: { maxBytes: 1_048_576 } }],
  ['OUTBOX_WHEN_FULL', 'drop-oldest', { outbox: { whenFull: 'drop-oldest' } }],
  ['COMPRESSION', 'GZIP', { compression: 'gzip' }],
  ['COMPRESSION', 'none', { compression: 'none' }],
  ['ENTITY', 'False', { entity: false }],
];

describe('environment: readEnvironment', () => {
  it('returns nothing when nothing is set', () => {
    assert.deepEqual(read({}), { options: NOTHING, messages: [] });
  });

  it('treats an empty value, or blanks, as not set', () => {
    const env = Object.fromEntries(
      [...new Set(good.map(([name]) => name)), 'LOG_GROUP_NAME', 'LOG_STREAM_NAME'].map((name, index) => [
        `OTEL_EXPORTER_CLOUDWATCH_${name}`,
        index % 2 === 0 ? '' : '  ',
      ]),
    );
    assert.deepEqual(read(env), { options: NOTHING, messages: [] });
  });

  it('reads the templates of both names', () => {
    const { options } = read({
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME: '/a/{service.name}',
      OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME: '{host.name}',
    });
    assert.equal(options.logGroupName?.source, '/a/{service.name}');
    assert.equal(options.logGroupName?.kind, 'logGroupName');
    assert.equal(options.logStreamName?.source, '{host.name}');
    assert.equal(options.logStreamName?.kind, 'logStreamName');
  });

  for (const [name, text, options] of good) {
    it(`reads ${name}=${text}`, () => {
      assert.deepEqual(read({ [`OTEL_EXPORTER_CLOUDWATCH_${name}`]: text }), {
        options: { ...NOTHING, ...options },
        messages: [],
      });
    });
  }

  const bad: readonly (readonly [name: string, text: string, expected: RegExp])[] = [
    [
      'LOG_GROUP_NAME',
      'aws/x',
      /expected a name that does not start with "aws\/", in any case of letters, got "aws\/x"/,
    ],
    [
      'LOG_GROUP_NAME',
      'AWS/x',
      /expected a name that does not start with "aws\/", in any case of letters, got "AWS\/x"/,
    ],
    [
      'LOG_GROUP_NAME',
      '/my app',
      /expected only letters, digits and .* in a log group name, got " " in "\/my app"/,
    ],
    [
      'LOG_GROUP_NAME',
      'arn:aws:logs:eu-west-1:1:log-group:/x',
      /expected the name of a log group, got the ARN/,
    ],
    ['LOG_STREAM_NAME', 'a:b', /expected no : and no \* in a log stream name, got ":"/],
    ['LOG_STREAM_NAME', '{a', /expected "}" for the "\{" at character 1, got the end of "\{a"/],
    ['LOG_GROUP_RETENTION_IN_DAYS', '31', /expected one of 1, 3, 5, .*3653, got "31"/],
    ['LOG_GROUP_RETENTION_IN_DAYS', '1e1', /got "1e1"/],
    ['LOG_GROUP_RETENTION_IN_DAYS', 'forever', /got "forever"/],
    ['CREATE_LOG_GROUP', 'yes', /expected 'true' or 'false', got "yes"/],
    [
      'LOG_GROUP_TAGS',
      'secret',
      /expected key=value, separated by commas, got a part without a key or a "="/,
    ],
    ['LOG_GROUP_TAGS', 'a=se;cret', /expected a value of up to 256 letters.*, got another text/],
    ['BUDGET_BYTES_PER_HOUR', '0', /expected an integer of at least 1, got 0/],
    ['BUDGET_MIN_SEVERITY', 'LOUD', /expected 'TRACE', .*, got "LOUD"/],
    ['MIN_SEVERITY', 'LOUD', /expected 'TRACE', .* or 'FATAL', got "LOUD"/],
    ['MIN_SEVERITY', 'a*b=INFO', /expected 'default', the name of a scope .*, got "a\*b"/],
    ['MIN_SEVERITY', '=INFO', /expected 'default', the name of a scope/],
    ['MAX_BATCH_BYTES', '1', /expected an integer from 1,024 to 1,048,576, got 1/],
    ['MAX_STREAMS', '-1', /expected an integer, got "-1"/],
    ['FLUSH_TIMEOUT_MILLIS', '5s', /expected an integer, got "5s"/],
    ['OUTBOX_MAX_BYTES', '0', /expected an integer of at least 1,024, got 0/],
    ['OUTBOX_WHEN_FULL', 'block', /expected 'drop-newest' or 'drop-oldest', got "block"/],
    ['OVERSIZED_EVENTS', 'cut', /expected 'split', 'truncate' or 'drop', got "cut"/],
    ['FORMAT', 'xml\n', /expected 'otlp', 'flat' or 'body', got "xml"/],
    ['RESOURCE', ',', /expected 'essential', 'all' or 'none' or names separated by commas.*, got ","/],
    ['RESOURCE', 'k8s*', /k8s\.\* is a prefix, got "k8s\*"/],
    ['OMIT', 'body', /expected 'severityText', .* or 'service', got "body"/],
    ['REDACT', 'pass*', /in which \* stands for a whole step, got "pass\*"/],
    ['REDACT', 'a..b', /got "a\.\.b"/],
    ['COMPRESSION', 'zstd', /expected 'gzip' or 'none', got "zstd"/],
  ];
  for (const [name, text, expected] of bad) {
    it(`warns of ${name}=${text.trim()} and ignores it`, () => {
      const isList = ['MIN_SEVERITY', 'OMIT', 'REDACT'].includes(name);
      const code = isList ? 'CWL_VARIABLE_ENTRY_INVALID' : 'CWL_VARIABLE_INVALID';
      const { options, messages } = read({ [`OTEL_EXPORTER_CLOUDWATCH_${name}`]: text });
      assert.deepEqual(options, NOTHING);
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', expected);
      assert.ok(messages[0]?.startsWith(`${code}: OTEL_EXPORTER_CLOUDWATCH_${name}: expected `));
    });
  }

  it('accepts the variables of register', () => {
    const names = ['CONSOLE', 'SELF_METRICS', 'UNCAUGHT_EXCEPTIONS'];
    const env = Object.fromEntries(names.map((name) => [`OTEL_EXPORTER_CLOUDWATCH_${name}`, 'true']));
    assert.deepEqual(read(env), { options: NOTHING, messages: [] });
  });

  it('warns of an unknown variable, with the closest one, and without its value', () => {
    const { options, messages } = read({
      OTEL_EXPORTER_CLOUDWATCH_LOGGROUP_NAME: '/secret',
      OTEL_EXPORTER_CLOUDWATCH_FORMAT: 'flat',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1',
    });
    assert.deepEqual(options, { ...NOTHING, format: 'flat' });
    assert.equal(messages.length, 1);
    assert.match(
      messages[0] ?? '',
      /^CWL_VARIABLE_UNKNOWN: OTEL_EXPORTER_CLOUDWATCH_LOGGROUP_NAME .*OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME\.$/,
    );
    assert.doesNotMatch(messages[0] ?? '', /secret/);
  });

  it('ignores only the wrong entries of a list', () => {
    const { options, messages } = read({
      OTEL_EXPORTER_CLOUDWATCH_REDACT: 'password,*x,authorization',
      OTEL_EXPORTER_CLOUDWATCH_OMIT: 'flag,scope',
    });
    assert.deepEqual(options, { ...NOTHING, redact: ['password', 'authorization'], omit: ['scope'] });
    assert.equal(messages.length, 2);
    assert.match(messages[0] ?? '', /^CWL_VARIABLE_ENTRY_INVALID: OTEL_EXPORTER_CLOUDWATCH_OMIT: .*"flag"/);
    assert.match(messages[1] ?? '', /^CWL_VARIABLE_ENTRY_INVALID: OTEL_EXPORTER_CLOUDWATCH_REDACT: .*"\*x"/);
  });

  it('ignores a bad value without affecting another', () => {
    const { options, messages } = read({
      OTEL_EXPORTER_CLOUDWATCH_FORMAT: 'xml',
      OTEL_EXPORTER_CLOUDWATCH_COMPRESSION: 'none',
    });
    assert.equal(options.compression, 'none');
    assert.equal(messages.length, 1);
  });
});
