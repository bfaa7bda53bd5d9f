import assert from 'node:assert/strict';
import type { Message } from '../../src/messages/message.js';
import type { MeterProvider } from '@opentelemetry/api';
import type {
  CloudWatchLogRecordProcessorOptions,
  LogGroupOptions,
  OmittedMember,
} from '../../src/options/options.js';
import * as sinon from 'sinon';
import { OMITTED_MEMBERS } from '../../src/options/rules.js';
import { resolveOptions } from '../../src/options/resolve-options.js';
import type { ResolvedOptions } from '../../src/options/resolve-options.js';
import { lineOf } from '../helpers/message.js';
import { loose } from '../helpers/loose.js';

const noWarning = ({ text }: Message): void => assert.fail(`warned: ${text}`);

function resolve(
  options?: CloudWatchLogRecordProcessorOptions,
  env: Record<string, string> = {},
): ResolvedOptions {
  return resolveOptions(options, env, noWarning);
}

/** The settings of every group if no function returns them. */
function settingsOf(logGroup: ResolvedOptions['logGroup']): LogGroupOptions {
  assert.ok(typeof logGroup !== 'function');
  return logGroup;
}

function delayWith(options: CloudWatchLogRecordProcessorOptions): number {
  return resolveOptions(options, {}, noWarning, 'CloudWatchLogRecordProcessor').scheduledDelayMillis;
}

/** The lines of the error for invalid options, without its head. */
function mistakesOf(options: unknown): string[] {
  let lines: string[] = [];
  assert.throws(
    () => resolveOptions(loose(options), {}, noWarning),
    (error) => {
      assert.ok(error instanceof TypeError);
      const [head, ...rest] = error.message.split('\n');
      assert.match(head ?? '', /\bCloudWatchLogRecordExporter:$/);
      lines = rest;
      return true;
    },
  );
  return lines;
}

function send(): Promise<never> {
  return Promise.reject(new Error('not called'));
}

/** The options that the environment can set. */
function summary({
  logGroupName,
  logStreamName,
  logGroup,
  format,
  resource,
  compression,
}: ResolvedOptions): unknown {
  const names = [logGroupName, logStreamName].map((name) =>
    typeof name === 'function' ? name : name.source,
  );
  return [...names, settingsOf(logGroup).retentionInDays, format, resource, compression];
}

function tagged(tags: unknown): CloudWatchLogRecordProcessorOptions {
  return loose({ logGroup: { tags } });
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
}

describe('resolve-options, for options that a string can express', () => {
  const env = {
    CREATE_LOG_GROUP: 'false',
    CREATE_LOG_STREAM: 'false',
    LOG_GROUP_TAGS: 'team=shop',
    LOG_GROUP_CLASS: 'DELIVERY',
    MAX_BATCH_BYTES: '2048',
    MAX_BATCH_COUNT: '2',
    MAX_EVENT_BYTES: '1024',
    OVERSIZED_EVENTS: 'drop',
    MAX_CONCURRENT_REQUESTS: '3',
    MAX_STREAMS: '5',
    REQUEST_TIMEOUT_MILLIS: '6',
    FLUSH_TIMEOUT_MILLIS: '7',
    OUTBOX_MAX_BYTES: '4096',
    OUTBOX_WHEN_FULL: 'drop-oldest',
    ENTITY: 'false',
  };
  const prefixed = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [`OTEL_EXPORTER_CLOUDWATCH_${name}`, value]),
  );
  const said = {
    createLogGroup: false,
    createLogStream: false,
    logGroup: { tags: { team: 'shop' }, logGroupClass: 'DELIVERY' as const },
    maxBatchBytes: 2_048,
    maxBatchCount: 2,
    maxEventBytes: 1_024,
    oversizedEvents: 'drop' as const,
    maxConcurrentRequests: 3,
    maxStreams: 5,
    requestTimeoutMillis: 6,
    flushTimeoutMillis: 7,
    outbox: { maxBytes: 4_096, whenFull: 'drop-oldest' as const },
    entity: false,
  };

  it('gives the environment the same meaning as the code', () => {
    assert.deepEqual(resolve(undefined, prefixed), resolve(said));
  });

  it('prefers the code', () => {
    const code = { ...said, createLogGroup: true, maxStreams: 9, outbox: { maxBytes: 8_192 } };
    const resolved = resolve(code, prefixed);
    assert.equal(resolved.createLogGroup, true);
    assert.equal(resolved.maxStreams, 9);
    assert.deepEqual(resolved.outbox, { maxBytes: 8_192, whenFull: 'drop-oldest' });
  });

  it('merges the settings of the group one by one', () => {
    const { logGroup } = resolve({ logGroup: { retentionInDays: 7 } }, prefixed);
    assert.deepEqual(logGroup, {
      retentionInDays: 7,
      tags: { team: 'shop' },
      logGroupClass: 'DELIVERY',
    });
  });
});

describe('resolve-options', () => {
  it('fills in every default', () => {
    const { logGroupName, logStreamName, ...rest } = resolve();
    assert.ok(typeof logGroupName !== 'function' && typeof logStreamName !== 'function');
    assert.equal(logGroupName.source, '/otel/{service.name}');
    assert.equal(logStreamName.source, '{faas.instance|k8s.pod.name|host.name}/{service.name}/{process.pid}');
    assert.deepEqual(rest, {
      client: undefined,
      clientConfig: undefined,
      createLogGroup: true,
      createLogStream: true,
      logGroup: {},
      format: 'otlp',
      resource: 'essential',
      omit: [],
      redact: [],
      minSeverity: undefined,
      traceBased: false,
      errorContext: undefined,
      budget: undefined,
      serialize: undefined,
      maxBatchBytes: 1_048_576,
      maxBatchCount: 10_000,
      maxEventBytes: 1_048_576,
      oversizedEvents: 'split',
      maxConcurrentRequests: 4,
      maxStreams: 1_000,
      requestTimeoutMillis: 10_000,
      flushTimeoutMillis: 5_000,
      exitTimeoutMillis: 2_000,
      scheduledDelayMillis: 1_000,
      outbox: { maxBytes: 67_108_864, whenFull: 'drop-newest' },
      compression: 'gzip',
      entity: true,
      lossNotices: true,
      onLoss: undefined,
      selfObsMeterProvider: undefined,
    });
  });

  it('treats an empty object, and undefined members, as nothing set', () => {
    assert.deepEqual(resolve({}).outbox, resolve().outbox);
    assert.equal(resolve({ maxStreams: undefined, logGroup: undefined }).maxStreams, 1_000);
    assert.equal(resolve({ outbox: { whenFull: 'drop-oldest' } }).outbox.maxBytes, 67_108_864);
    assert.equal(resolve({ outbox: { maxBytes: 1_024 } }).outbox.whenFull, 'drop-newest');
    assert.deepEqual(resolve({ outbox: { directory: '/d' } }).outbox, {
      directory: '/d',
      maxBytes: 536_870_912,
      whenFull: 'drop-newest',
    });
  });

  it('keeps everything that is set', () => {
    const meterProvider: MeterProvider = { getMeter: () => assert.fail('not called') };
    const given = {
      logGroupName: () => 'g',
      logStreamName: () => 's',
      client: { send },
      createLogGroup: false,
      createLogStream: false,
      logGroup: {
        retentionInDays: 30,
        tags: { team: 'a' },
        kmsKeyId: 'arn:aws:kms:k',
        logGroupClass: 'STANDARD',
        deletionProtectionEnabled: true,
      },
      format: () => 'text',
      resource: ['service.name', 'k8s.*'],
      omit: ['flags', 'scope'],
      redact: ['password', '*.email'],
      minSeverity: { default: 'INFO' },
      traceBased: true,
      errorContext: { minSeverity: 'TRACE', trigger: 'WARN', maxAgeMillis: 1, maxBytes: 65_536 },
      budget: { bytesPerHour: 1, minSeverity: 'ERROR' },
      serialize: String,
      maxBatchBytes: 1_024,
      maxBatchCount: 1,
      maxEventBytes: 2_048,
      oversizedEvents: 'drop',
      maxConcurrentRequests: 1,
      maxStreams: 1,
      requestTimeoutMillis: 1,
      flushTimeoutMillis: 2_147_483_647,
      exitTimeoutMillis: 0,
      scheduledDelayMillis: 20,
      outbox: { maxBytes: 65_536, whenFull: 'drop-oldest' },
      compression: 'none',
      entity: false,
      lossNotices: true,
      onLoss: () => {},
      selfObsMeterProvider: meterProvider,
    } satisfies CloudWatchLogRecordProcessorOptions;
    const { clientConfig, ...resolved } = resolveOptions(
      given,
      {},
      noWarning,
      'CloudWatchLogRecordProcessor',
    );
    assert.deepEqual(resolved, given);
    assert.equal(clientConfig, undefined);
    assert.equal(resolved.client, given.client);
  });

  it('passes the configuration of the client on unchanged', () => {
    const clientConfig = { region: 'eu-central-1' };
    assert.equal(resolve({ clientConfig }).clientConfig, clientConfig);
  });

  it('copies what the application could change later', () => {
    const tags = { team: 'a' };
    const resource = ['service.name'];
    const redact = ['password'];
    const omit: OmittedMember[] = ['flags'];
    const outbox = { maxBytes: 2_048 };
    const resolved = resolve({ logGroup: { tags }, resource, redact, omit, outbox });
    redact.pop();
    omit.push('scope');
    tags.team = 'b';
    resource.push('x');
    outbox.maxBytes = 0;
    assert.deepEqual(settingsOf(resolved.logGroup).tags, { team: 'a' });
    assert.deepEqual(resolved.resource, ['service.name']);
    assert.deepEqual(resolved.redact, ['password']);
    assert.deepEqual(resolved.omit, ['flags']);
    assert.equal(resolved.outbox.maxBytes, 2_048);
  });

  it('reads each option once', () => {
    let reads = 0;
    const options = {
      get maxStreams() {
        reads += 1;
        return reads;
      },
    };
    assert.equal(resolve(options).maxStreams, 1);
    assert.equal(reads, 1);
  });

  it('reads templates', () => {
    const { logGroupName } = resolve({ logGroupName: '/x/{a|"b"}' });
    assert.ok(typeof logGroupName !== 'function');
    assert.deepEqual(logGroupName.parts, [
      '/x/',
      {
        alternatives: [
          { from: 'resource', key: 'a' },
          { from: 'text', text: 'b' },
        ],
      },
    ]);
  });

  describe('with an environment', () => {
    const env = {
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_NAME: '/env',
      OTEL_EXPORTER_CLOUDWATCH_LOG_STREAM_NAME: 'env',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
      OTEL_EXPORTER_CLOUDWATCH_FORMAT: 'flat',
      OTEL_EXPORTER_CLOUDWATCH_RESOURCE: 'none',
      OTEL_EXPORTER_CLOUDWATCH_COMPRESSION: 'none',
    };

    it('lets it override the defaults', () => {
      assert.deepEqual(summary(resolve({}, env)), ['/env', 'env', 7, 'flat', 'none', 'none']);
    });

    it('lets the code override it', () => {
      const options: CloudWatchLogRecordProcessorOptions = {
        logGroupName: '/code',
        logStreamName: 'code',
        logGroup: { retentionInDays: 14 },
        format: 'body',
        resource: 'all',
        compression: 'gzip',
      };
      assert.deepEqual(summary(resolve(options, env)), ['/code', 'code', 14, 'body', 'all', 'gzip']);
    });

    it('joins its retention with the group that the code describes', () => {
      assert.deepEqual(resolve({ logGroup: { tags: { a: 'b' } } }, env).logGroup, {
        tags: { a: 'b' },
        retentionInDays: 7,
      });
    });

    it('warns of a mistake there, and takes the default', () => {
      const messages: string[] = [];
      const bad = { OTEL_EXPORTER_CLOUDWATCH_FORMAT: 'xml' };
      const { format } = resolveOptions({}, bad, (message) => void messages.push(lineOf(message)));
      assert.equal(format, 'otlp');
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', /^CWL_VARIABLE_INVALID: OTEL_EXPORTER_CLOUDWATCH_FORMAT: .*"xml"/);
    });
  });

  describe('scheduledDelayMillis', () => {
    it('is a second, or what was chosen', () => {
      assert.equal(delayWith({}), 1_000);
      assert.equal(delayWith({ scheduledDelayMillis: 5_000 }), 5_000);
    });

    it('is 100 ms at most with a durable outbox, which stores an event within that time', () => {
      const outbox = { directory: '/d' };
      assert.equal(delayWith({ outbox }), 100);
      assert.equal(delayWith({ outbox, scheduledDelayMillis: 5_000 }), 100);
      assert.equal(delayWith({ outbox, scheduledDelayMillis: 20 }), 20);
    });
  });

  describe('with mistakes', () => {
    it('lists all of them, a line each', () => {
      assert.deepEqual(mistakesOf({ maxBatchBytes: 2_000_000, entity: 'yes', outbox: { maxBytes: 1 } }), [
        'maxBatchBytes: expected an integer from 1,024 to 1,048,576, got 2,000,000 (number)',
        'entity: expected true or false, got "yes" (string)',
        'outbox.maxBytes: expected an integer of at least 1,024, got 1 (number)',
      ]);
    });

    for (const [options, got] of [
      [null, 'null'],
      ['text', '"text" (string)'],
      [7, '7 (number)'],
      [[], 'an array'],
      [() => {}, 'a function'],
    ] as const) {
      it(`refuses ${got} for options`, () => {
        assert.deepEqual(mistakesOf(options), [`options: expected an object, got ${got}`]);
      });
    }

    it('accepts a getter that throws', () => {
      const options = {
        get format(): never {
          throw new Error('secret');
        },
        maxStreams: 0,
      };
      assert.deepEqual(mistakesOf(options), [
        'format: expected a value that can be read, got one that throws',
        'maxStreams: expected an integer of at least 1, got 0 (number)',
      ]);
    });

    it('accepts proxies that refuse everything', () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      assert.deepEqual(mistakesOf(proxy), ['options: expected an object, got an object that cannot be read']);
      assert.deepEqual(mistakesOf({ logGroup: proxy }), [
        'logGroup: expected an object or a function, got an object that cannot be read',
      ]);
      assert.match(mistakesOf({ resource: proxy }).join(''), /^resource: expected /);
      assert.match(mistakesOf({ client: proxy }).join(''), /^client: expected /);
      assert.match(mistakesOf({ logGroup: { tags: proxy } }).join(''), /^logGroup\.tags: expected /);
    });

    const integers: readonly (readonly [path: string, min: number, max: number])[] = [
      ['maxBatchBytes', 1_024, 1_048_576],
      ['maxBatchCount', 1, 10_000],
      ['maxEventBytes', 1_024, 1_048_576],
      ['maxConcurrentRequests', 1, Number.MAX_SAFE_INTEGER],
      ['maxStreams', 1, Number.MAX_SAFE_INTEGER],
      ['requestTimeoutMillis', 1, 2_147_483_647],
      ['flushTimeoutMillis', 1, 2_147_483_647],
      ['outbox.maxBytes', 1_024, Number.MAX_SAFE_INTEGER],
    ];
    for (const [path, min, max] of integers) {
      it(`accepts for ${path} only an integer from ${min} to ${max}`, () => {
        const [first, second] = path.split('.');
        const withValue = (value: unknown): CloudWatchLogRecordProcessorOptions =>
          loose(second === undefined ? { [path]: value } : { [first ?? '']: { [second]: value } });
        for (const value of [min, min + 1, max - 1, max]) {
          assert.doesNotThrow(() => resolve(withValue(value)));
        }
        for (const value of [min - 1, max + 1, min + 0.5, Number.NaN, Infinity, String(min), null, true]) {
          const lines = mistakesOf(withValue(value));
          assert.equal(lines.length, 1);
          assert.ok(lines[0]?.startsWith(`${path}: expected an integer `), lines[0]);
        }
      });
    }

    it('allows an event that is larger than a batch: the smaller limit applies', () => {
      const { maxBatchBytes, maxEventBytes } = resolve({ maxBatchBytes: 1_024, maxEventBytes: 4_096 });
      assert.deepEqual([maxBatchBytes, maxEventBytes], [1_024, 4_096]);
    });

    const lines: readonly (readonly [options: unknown, line: string])[] = [
      [{ logGroupName: 5 }, 'logGroupName: expected a template or a function, got 5 (number)'],
      [
        { logGroupName: 'aws/x' },
        'logGroupName: expected a name that does not start with "aws/", in any case of letters, got "aws/x"',
      ],
      [
        { logStreamName: 'a{b' },
        'logStreamName: expected "}" for the "{" at character 2, got the end of "a{b"',
      ],
      [{ client: {} }, 'client: expected an object with a function "send", got an object'],
      [{ client: 'AKIA' }, 'client: expected an object with a function "send", got a string'],
      [
        { clientConfig: 'AKIA' },
        'clientConfig: expected a configuration of CloudWatchLogsClient, got a string',
      ],
      [
        { client: { send }, clientConfig: {} },
        'clientConfig: expected nothing when client is given, got both',
      ],
      [{ createLogGroup: 1 }, 'createLogGroup: expected true or false, got 1 (number)'],
      [{ createLogStream: 'no' }, 'createLogStream: expected true or false, got "no" (string)'],
      [{ logGroup: 'g' }, 'logGroup: expected an object or a function, got "g" (string)'],
      [{ outbox: null }, 'outbox: expected an object, got null'],
      [{ format: 'OTLP' }, `format: expected 'otlp', 'flat', 'body' or a function, got "OTLP" (string)`],
      [
        { resource: 'some' },
        `resource: expected 'essential', 'all', 'none' or a list of names, of which k8s.* is a prefix, got "some" (string)`,
      ],
      [
        { omit: 'flags' },
        `omit: expected a list of members such as 'observedTimeUnixNano', got "flags" (string)`,
      ],
      [{ redact: {} }, `redact: expected a list of keys such as 'password', got an object`],
      [
        { redact: ['a', 'b*'] },
        `redact[1]: expected a key such as 'password' or a dotted path such as 'user.email', in which * stands for a whole step, got "b*" (string)`,
      ],
      [{ serialize: {} }, 'serialize: expected a function, got an object'],
      [
        { oversizedEvents: 'cut' },
        `oversizedEvents: expected 'split', 'truncate' or 'drop', got "cut" (string)`,
      ],
      [{ compression: true }, `compression: expected 'gzip' or 'none', got true (boolean)`],
      [{ onLoss: 1n }, 'onLoss: expected a function, got a bigint'],
      [
        { selfObsMeterProvider: {} },
        'selfObsMeterProvider: expected an object with a function "getMeter", got an object',
      ],
      [
        { outbox: { whenFull: 'block' } },
        `outbox.whenFull: expected 'drop-newest' or 'drop-oldest', got "block" (string)`,
      ],
      [
        { logGroup: { kmsKeyId: '' } },
        'logGroup.kmsKeyId: expected the ARN of a KMS key, 1 to 256 characters, got "" (string)',
      ],
      [
        { logGroup: { logGroupClass: 3 } },
        'logGroup.logGroupClass: expected the name of a log group class such as STANDARD, got 3 (number)',
      ],
      [
        { logGroup: { deletionProtectionEnabled: 'on' } },
        'logGroup.deletionProtectionEnabled: expected true or false, got "on" (string)',
      ],
      [
        { maxStreems: 1 },
        'maxStreems: expected the name of an option (the closest is maxStreams), got an unknown one',
      ],
      [
        { retentionInDays: 7 },
        'retentionInDays: expected the name of an option (the closest is logGroup.retentionInDays), got an unknown one',
      ],
      [
        { region: 'eu' },
        'region: expected the name of an option (the closest is clientConfig.region), got an unknown one',
      ],
      [
        { logGroup: { retention: 7 } },
        'logGroup.retention: expected the name of an option (the closest is logGroup.retentionInDays), got an unknown one',
      ],
      [{ outbox: { directory: '' } }, 'outbox.directory: expected the path of a directory, got "" (string)'],
      [
        { outbox: { directory: '/d', maxBytes: 1_048_576 } },
        'outbox.maxBytes: expected an integer of at least 16,777,216 with outbox.directory, got 1,048,576 (number)',
      ],
      [
        { outbox: { 'a\nb': 7 } },
        'outbox."a\\nb": expected the name of an option (the closest is logGroup.tags), got an unknown one',
      ],
    ];
    for (const [options, line] of lines) {
      it(`reports: ${line}`, () => {
        assert.deepEqual(mistakesOf(options), [line]);
      });
    }

    it('accepts names and prefixes of resource attributes, and no other patterns', () => {
      assert.deepEqual(resolve({ resource: [] }).resource, []);
      for (const name of ['', '*', '.*', 'k8s*', 'k8s.*.name', 7, null]) {
        assert.match(mistakesOf({ resource: ['a', name] }).join(''), /^resource: expected .*, got an array$/);
      }
    });

    it('accepts members that can be left out, and no others', () => {
      assert.deepEqual(resolve({ omit: OMITTED_MEMBERS }).omit, OMITTED_MEMBERS);
      for (const name of ['body', 'attributes', '', 5]) {
        assert.match(
          mistakesOf({ omit: ['flags', name] }).join(''),
          /^omit\[1\]: expected 'severityText', .*, got /,
        );
      }
    });

    it('accepts keys and paths to redact, and rejects similar invalid patterns', () => {
      const good = ['a', 'user.email', '*', 'cookies.*', '*.*.x', 'Set-Cookie', 'a b'];
      assert.deepEqual(resolve({ redact: good }).redact, good);
      for (const path of ['', 'a.', '.a', 'a..b', 'pass*', '**', 'a.b*.c', 7, null]) {
        assert.match(mistakesOf({ redact: [path] }).join(''), /^redact\[0\]: expected a key /);
      }
    });

    it('accepts the numbers of days that the service accepts, and no others', () => {
      const days = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
      ];
      for (const retentionInDays of days) {
        assert.equal(
          settingsOf(resolve({ logGroup: { retentionInDays } }).logGroup).retentionInDays,
          retentionInDays,
        );
      }
      for (const retentionInDays of [0, 2, 31, 3_654, Infinity, '30', null]) {
        assert.match(
          mistakesOf({ logGroup: { retentionInDays } }).join(''),
          /^logGroup\.retentionInDays: expected a number of days .*1, 3, 5.*3653\), got /,
        );
      }
    });

    it('accepts unknown newer classes, with a warning', () => {
      const messages: string[] = [];
      const warn = (message: Message): void => void messages.push(lineOf(message));
      const { logGroup } = resolveOptions({ logGroup: { logGroupClass: 'GLACIAL' } }, {}, warn);
      assert.deepEqual(logGroup, { logGroupClass: 'GLACIAL' });
      const fromEnv = resolveOptions({}, { OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_CLASS: 'Glacial' }, warn);
      assert.deepEqual(fromEnv.logGroup, { logGroupClass: 'Glacial' });
      assert.equal(messages.length, 2);
      assert.match(messages[0] ?? '', /^CWL_LOG_GROUP_CLASS_UNKNOWN: .*"GLACIAL".* STANDARD, .*ESSENTIALS\./);
      assert.match(messages[1] ?? '', /"Glacial"/);
      for (const name of ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS']) {
        assert.deepEqual(resolve({ logGroup: { logGroupClass: name } }).logGroup, { logGroupClass: name });
      }
    });

    it('accepts an error context with defaults for what is not set, and levels in any case', () => {
      const minSeverity = 'WARN' as const;
      const byDefault = { minSeverity: 'DEBUG', trigger: 'ERROR', maxAgeMillis: 30_000, maxBytes: 8_388_608 };
      assert.deepEqual(resolve({ minSeverity, errorContext: {} }).errorContext, byDefault);
      const env = { OTEL_EXPORTER_CLOUDWATCH_ERROR_CONTEXT: 'info' };
      assert.deepEqual(resolve({ minSeverity }, env).errorContext, { ...byDefault, minSeverity: 'INFO' });
      assert.deepEqual(resolve({ minSeverity, errorContext: { trigger: 'warn' } }, env).errorContext, {
        ...byDefault,
        minSeverity: 'INFO',
        trigger: 'WARN',
      });
      assert.deepEqual(
        mistakesOf({ errorContext: { minSeverity: 'LOUD', maxAgeMillis: 600_001, maxBytes: 65_535 } }).map(
          (line) => line.split(':')[0],
        ),
        ['errorContext.minSeverity', 'errorContext.maxAgeMillis', 'errorContext.maxBytes'],
      );
      assert.deepEqual(mistakesOf({ errorContext: true }), [
        'errorContext: expected an object, got true (boolean)',
      ]);
    });

    it('warns of an error context that holds no records', () => {
      const warn = sinon.spy();
      resolveOptions({ errorContext: {} }, {}, warn);
      sinon.assert.calledOnceWithMatch(warn, { code: 'CWL_ERROR_CONTEXT_EMPTY' });
      resolveOptions({ errorContext: {}, minSeverity: 'INFO' }, {}, warn);
      resolveOptions({ errorContext: {}, traceBased: true }, {}, warn);
      resolveOptions({ errorContext: {}, minSeverity: { default: 'TRACE', noisy: 'INFO' } }, {}, warn);
      sinon.assert.calledOnce(warn);
      resolveOptions({ errorContext: { minSeverity: 'INFO' }, minSeverity: 'INFO' }, {}, warn);
      sinon.assert.calledTwice(warn);
    });

    it('holds no more for an error than the outbox may', () => {
      for (const [errorContext, held] of [
        [{}, 1_000_000],
        [{ maxBytes: 1e9 }, 1_000_000],
        [{ maxBytes: 65_536 }, 65_536],
      ] as const) {
        const options = { minSeverity: 'INFO', errorContext, outbox: { maxBytes: 1_000_000 } } as const;
        assert.equal(resolve(options).errorContext?.maxBytes, held);
      }
    });

    it('warns of a level of a budget without bytes', () => {
      const warn = sinon.spy();
      const env = { OTEL_EXPORTER_CLOUDWATCH_BUDGET_MIN_SEVERITY: 'ERROR' };
      assert.equal(resolveOptions({}, env, warn).budget, undefined);
      sinon.assert.calledOnceWithMatch(warn, { code: 'CWL_BUDGET_NOT_SET' });
      resolveOptions({ budget: { bytesPerHour: 7 } }, env, warn);
      sinon.assert.calledOnce(warn);
    });

    it('accepts a budget of whole bytes, and a level in any case', () => {
      const { budget } = resolve({ budget: { bytesPerHour: 7, minSeverity: 'error' } });
      assert.deepEqual(budget, { bytesPerHour: 7, minSeverity: 'ERROR' });
      assert.deepEqual(resolve({ budget: { bytesPerHour: 7 } }).budget, {
        bytesPerHour: 7,
        minSeverity: 'WARN',
      });
      assert.deepEqual(mistakesOf({ budget: { minSeverity: 'LOUD' } }), [
        `budget.minSeverity: expected 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR' or 'FATAL', got "LOUD" (string)`,
        'budget.bytesPerHour: expected an integer of at least 1, got undefined',
      ]);
      assert.deepEqual(mistakesOf({ budget: { bytesPerHour: 0 } }), [
        'budget.bytesPerHour: expected an integer of at least 1, got 0 (number)',
      ]);
      assert.deepEqual(mistakesOf({ budget: 5 }), ['budget: expected an object, got 5 (number)']);
      const env = { OTEL_EXPORTER_CLOUDWATCH_BUDGET_MIN_SEVERITY: 'INFO' };
      assert.equal(resolve({ budget: { bytesPerHour: 1 } }, env).budget?.minSeverity, 'INFO');
    });

    it('accepts levels in any case, and by scope', () => {
      assert.deepEqual(resolve({ minSeverity: 'warn' }).minSeverity, { default: 'WARN' });
      assert.deepEqual(resolve(loose({ minSeverity: { default: 'Info', 'http.*': 'error' } })).minSeverity, {
        default: 'INFO',
        'http.*': 'ERROR',
      });
      const [scope, level] = mistakesOf({ minSeverity: { 'a*b': 'INFO', c: 'LOUD' } });
      assert.match(
        scope ?? '',
        /^minSeverity: expected 'default', the name of a scope .*, got "a\*b" \(string\)$/,
      );
      assert.match(
        level ?? '',
        /^minSeverity\["c"\]: expected 'TRACE', .* or 'FATAL', got "LOUD" \(string\)$/,
      );
      assert.match(
        mistakesOf({ minSeverity: 'all' }).join(),
        /^minSeverity: expected 'TRACE', .*, got "all"/,
      );
      assert.match(
        mistakesOf({ minSeverity: 9 }).join(),
        /^minSeverity: expected a level such as 'INFO', or/,
      );
      assert.match(mistakesOf({ minSeverity: { '': 'INFO' } }).join(), /^minSeverity: expected 'default'/);
    });

    describe('in tags', () => {
      it('accepts 1 to 50 of them', () => {
        assert.doesNotThrow(() => resolve(tagged(many(1))));
        assert.doesNotThrow(() => resolve(tagged(many(50))));
        assert.deepEqual(mistakesOf(tagged(many(0))), [
          'logGroup.tags: expected an object of 1 to 50 tags, got 0',
        ]);
        assert.deepEqual(mistakesOf(tagged(many(51))), [
          'logGroup.tags: expected an object of 1 to 50 tags, got 51',
        ]);
        assert.deepEqual(mistakesOf(tagged([])), [
          'logGroup.tags: expected an object of 1 to 50 tags, got an array',
        ]);
      });

      it('accepts keys of 1 to 128 allowed characters', () => {
        assert.doesNotThrow(() => resolve(tagged({ ['k'.repeat(128)]: '', 'é 1_.:/=+-@': 'x' })));
        for (const key of ['', 'k'.repeat(129), 'a#b', 'a\nb']) {
          const [line] = mistakesOf(tagged({ [key]: 'v' }));
          assert.match(line ?? '', /^logGroup\.tags\[".*"\]: expected a key of 1 to 128 letters/);
        }
      });

      it('accepts values of up to 256 allowed characters, and never shows them', () => {
        assert.doesNotThrow(() => resolve(tagged({ k: 'v'.repeat(256), l: 'é 1_.:/=+-@' })));
        for (const value of ['v'.repeat(257), 'secret#', 7_777, null, ['secret'], undefined]) {
          const [line] = mistakesOf(tagged({ k: value }));
          assert.match(line ?? '', /^logGroup\.tags\["k"\]: expected a value of up to 256 letters/);
          assert.doesNotMatch(line ?? '', /secret|vvv|777/);
        }
      });
    });

    it('never shows what may be a secret', () => {
      const secret = 'wJalrXUtnFEMI';
      for (const options of [
        { clientConfig: secret },
        { client: secret },
        { client: { send: secret } },
        { credentials: { secretAccessKey: secret } },
        { accessKeyId: secret },
        { logGroup: { tags: { key: `${secret}#` } } },
        { selfObsMeterProvider: secret },
      ]) {
        assert.doesNotMatch(mistakesOf(options).join('\n'), /wJalr/);
      }
    });
  });
});
