import assert from 'node:assert/strict';
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import type { FailureKind } from '../../src/failures/failure.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';

function kindOf(thrown: unknown): FailureKind {
  return classifyError('PutLogEvents', thrown).kind;
}

async function thrownWith(config: CloudWatchLogsClientConfig): Promise<unknown> {
  const client = new CloudWatchLogsClient({ maxAttempts: 1, ...config });
  try {
    await client.send(new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents: [] }));
  } catch (thrown) {
    return thrown;
  } finally {
    client.destroy();
  }
  return assert.fail('it should have thrown');
}

function hostile(): never {
  throw new Error('hostile');
}

function refused(address: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${address}:443`), { code: 'ECONNREFUSED' });
}

describe('classify-error', () => {
  const answers: readonly (readonly [FailureKind, string, string, number])[] = [
    ['throttled', 'ThrottlingException', 'Rate exceeded', 400],
    ['throttled', 'ThrottlingException', 'Rate exceeded for logStreamName s', 400],
    ['throttled', 'Throttling', 'Rate exceeded', 400],
    ['throttled', 'TooManyRequestsException', '', 429],
    ['throttled', 'RequestLimitExceeded', '', 503],
    ['throttled', 'SlowDown', '', 503],
    ['throttled', 'UnknownError', '', 429],
    ['unavailable', 'ServiceUnavailableException', '', 503],
    ['unavailable', 'ServiceUnavailableException', '', 500],
    ['unavailable', 'InternalFailure', '', 500],
    ['unavailable', 'InternalServerError', '', 500],
    ['unavailable', 'UnknownError', '', 502],
    ['unavailable', 'UnknownError', '', 504],
    ['unavailable', 'UnknownError', '', 408],
    ['missing', 'ResourceNotFoundException', TEXTS.groupMissing, 400],
    ['missing', 'ResourceNotFoundException', TEXTS.streamMissing, 400],
    ['denied', 'AccessDeniedException', TEXTS.denied, 400],
    ['denied', 'UnrecognizedClientException', 'The security token included in the request is invalid.', 400],
    ['denied', 'UnrecognizedClientException', 'The security token included in the request is invalid.', 403],
    ['denied', 'InvalidSignatureException', 'The request signature we calculated does not match', 403],
    ['denied', 'UnknownError', '', 403],
    ['denied', 'UnknownError', '', 401],
    ['denied', 'KMSAccessDeniedException', '', 400],
    ['clock_skew', 'InvalidSignatureException', TEXTS.signatureExpired, 400],
    [
      'clock_skew',
      'InvalidSignatureException',
      'Signature not yet current: 20231201T095742Z is still later than 20231201T095740Z',
      400,
    ],
    ['clock_skew', 'RequestExpired', '', 400],
    ['clock_skew', 'RequestTimeTooSkewed', '', 403],
    ['expired_credentials', 'ExpiredTokenException', TEXTS.tokenExpired, 400],
    ['expired_credentials', 'ExpiredTokenException', TEXTS.tokenExpired, 403],
    ['limit_exceeded', 'LimitExceededException', 'Resource limit exceeded.', 400],
    [
      'conflict',
      'OperationAbortedException',
      'A conflicting operation is currently in progress against this resource. Please try again.',
      400,
    ],
    ['too_large', 'RequestEntityTooLarge', '', 413],
    ['too_large', 'UnknownError', '', 413],
    ['unreadable', 'SerializationException', '', 400],
    ['unreadable', 'MalformedHttpRequestException', '', 400],
    ['unreadable', 'UnknownError', '', 415],
    ['invalid', 'InvalidParameterException', TEXTS.tooLarge, 400],
    ['invalid', 'InvalidParameterException', TEXTS.emptyMembers, 400],
    [
      'invalid',
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
      400,
    ],
    [
      'denied',
      'InvalidParameterException',
      "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*",
      400,
    ],
    [
      'denied',
      'InvalidParameterException',
      "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
      400,
    ],
    [
      'denied',
      'InvalidParameterException',
      'The specified KMS Key Id could not be found or is disabled.',
      400,
    ],
    [
      'invalid_entity',
      'InvalidParameterException',
      "1 validation error detected: Value '{Type=Service}' at 'entity.keyAttributes' failed to satisfy constraint: Member must have length greater than or equal to 2",
      400,
    ],
    ['unexpected', 'UnknownError', '', 404],
    ['unexpected', 'IncompleteBody', '', 400],
  ];
  for (const [kind, name, text, status] of answers) {
    it(`takes ${name} (HTTP ${status}) "${text.slice(0, 60)}" for ${kind}`, () => {
      assert.equal(kindOf(serviceError(name, text, status)), kind);
    });
  }

  it('treats a message about an event that mentions an entity as invalid, not as invalid_entity', () => {
    const text = "Value 'entity' at 'logEvents.1.member.message' failed to satisfy constraint";

    assert.equal(kindOf(serviceError('InvalidParameterException', text)), 'invalid');
  });

  for (const [status, kind] of [
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [429, 'throttled'],
    [413, 'too_large'],
    [403, 'denied'],
  ] as const) {
    it(`classifies a page that is not JSON by its status ${status}`, () => {
      const error = Object.assign(new SyntaxError(`Unexpected token '<', "<html>" is not valid JSON`), {
        $metadata: { httpStatusCode: status },
      });

      assert.equal(kindOf(error), kind);
    });
  }

  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    'EADDRNOTAVAIL',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_STREAM_PREMATURE_CLOSE',
    'UND_ERR_SOCKET',
  ]) {
    it(`treats ${code} as unavailable, whatever its text is`, () => {
      assert.equal(kindOf(networkError(code, `${code} at the endpoint of credentials`)), 'unavailable');
    });
  }

  it('names codes and addresses of an error without a message that wraps others', () => {
    const errors = [
      refused('::1'),
      refused('127.0.0.1'),
      Object.assign(new Error(''), { code: 'ETIMEDOUT' }),
      5,
    ];
    const { error, kind } = classifyError(
      'PutLogEvents',
      Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' }),
    );
    assert.equal(kind, 'unavailable');
    assert.equal(
      String(error),
      'AggregateError: connect ECONNREFUSED ::1:443; connect ECONNREFUSED 127.0.0.1:443; ETIMEDOUT',
    );
    const many = Array.from({ length: 1_000 }, (_, i) => refused(`10.0.0.${i}`));
    assert.equal(classifyError('PutLogEvents', new AggregateError(many)).error.message.split('; ').length, 6);
    const coded = classifyError('PutLogEvents', Object.assign(new Error(''), { code: 'EPIPE' }));
    assert.equal(coded.error.message, 'EPIPE');
    assert.equal(classifyError('PutLogEvents', new AggregateError([])).error.message, '');
    assert.equal(
      classifyError('PutLogEvents', new AggregateError([refused('::1')], 'mine')).error.message,
      'mine; connect ECONNREFUSED ::1:443',
    );
  });

  it('treats an untrusted certificate as a failure that an operator must resolve', () => {
    for (const code of [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ]) {
      assert.equal(kindOf(networkError(code)), 'untrusted_certificate');
    }
  });

  it('treats its own timeout, and an abort, as unavailable', () => {
    for (const name of ['TimeoutError', 'AbortError']) {
      assert.equal(kindOf(Object.assign(new Error('no answer within 10000 ms'), { name })), 'unavailable');
    }
  });

  it('treats a programming error as unexpected', () => {
    assert.equal(kindOf(new TypeError("Cannot read properties of undefined (reading 'x')")), 'unexpected');
  });

  it('is not confused by property names that every object has', () => {
    assert.equal(kindOf(serviceError('constructor', '', 400)), 'unexpected');
    assert.equal(kindOf(serviceError('__proto__', '', 400)), 'unexpected');
  });

  for (const thrown of [undefined, null, 'text', 7, Symbol('s'), () => 1, {}, [], Object.create(null)]) {
    it(`classifies a thrown ${typeof thrown} ${JSON.stringify(thrown) ?? ''}`, () => {
      const { kind, error } = classifyError('PutLogEvents', thrown);

      assert.equal(kind, 'unexpected');
      assert.ok(error instanceof Error);
      assert.match(error.message, /no Error/);
    });
  }

  it('reads an error of another realm', () => {
    assert.equal(kindOf({ name: 'ThrottlingException', message: 'Rate exceeded' }), 'throttled');
  });

  it('survives errors that throw at every touch', () => {
    const getters = Object.defineProperties(new Error('x'), {
      name: { get: hostile },
      message: { get: hostile },
      code: { get: hostile },
      $metadata: { get: hostile },
      $response: { get: hostile },
    });
    const proxy: unknown = new Proxy(new Error('x'), { get: hostile, getPrototypeOf: hostile, has: hostile });

    for (const thrown of [getters, proxy]) {
      const { kind, error, status, retryAfterMillis } = classifyError('PutLogEvents', thrown);
      assert.equal(kind, 'unexpected');
      assert.equal(String(error), 'Error: a value that is no Error was thrown (object)');
      assert.deepEqual([status, retryAfterMillis], [undefined, undefined]);
    }
  });

  it('survives values of the wrong type in every place', () => {
    const odd = Object.assign(new Error('x'), {
      name: 7,
      code: {},
      $metadata: { httpStatusCode: '503' },
      $response: { statusCode: null, headers: 'none' },
    });

    assert.deepEqual(
      { ...classifyError('PutLogEvents', odd), error: undefined },
      {
        action: 'PutLogEvents',
        kind: 'unexpected',
        error: undefined,
        status: undefined,
        region: undefined,
        retryAfterMillis: undefined,
      },
    );
  });

  it('reads a huge text in linear time', () => {
    const text = "Value '".repeat(200_000);

    assert.equal(kindOf(serviceError('InvalidParameterException', text)), 'invalid');
  });

  for (const [header, millis] of [
    ['2', 2_000],
    ['0', 0],
    ['0.5', 500],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    ['Fri, 31 Dec 1999 23:59:59 GMT', undefined],
    ['Sat, 01 Jan 2000 00:01:00 GMT', 60_000],
    [' 7 ', 7_000],
  ] as const) {
    it(`reads Retry-After: ${header} as ${millis} ms`, () => {
      const date = 'Sat, 01 Jan 2000 00:00:00 GMT';
      const error = serviceError('UnknownError', '', 503, { 'retry-after': header, date });
      assert.equal(classifyError('PutLogEvents', error).retryAfterMillis, millis);

      // Without a Date header, by the local clock.
      const dateless = serviceError('UnknownError', '', 503, { 'retry-after': header });
      const failure = classifyError('PutLogEvents', dateless, () => Date.parse(date));
      assert.equal(failure.retryAfterMillis, millis);
    });
  }

  it('names the errors within an AggregateError', () => {
    const gathered = new AggregateError([refused('::1'), refused('127.0.0.1')]);
    const { error, kind, code } = classifyError('PutLogEvents', gathered);

    assert.equal(
      String(error),
      'AggregateError: connect ECONNREFUSED ::1:443; connect ECONNREFUSED 127.0.0.1:443',
    );
    assert.deepEqual([kind, code], ['unavailable', 'ECONNREFUSED']);
  });

  it('names the cause of what fetch throws', () => {
    const cause = networkError('ENOTFOUND', 'getaddrinfo ENOTFOUND logs.nowhere.amazonaws.com');
    const { error, kind } = classifyError('PutLogEvents', new TypeError('fetch failed', { cause }));

    assert.match(error.message, /^fetch failed; getaddrinfo ENOTFOUND logs\.nowhere/);
    assert.equal(kind, 'unavailable');
  });

  for (const name of ['SyntaxError', 'Unknown', 'ForeignAnswer']) {
    it(`recognizes an answer of another server by ${name}`, () => {
      assert.equal(classifyError('PutLogEvents', serviceError(name, '', 404)).isForeign, true);
      assert.equal(classifyError('PutLogEvents', serviceError('AccessDeniedException')).isForeign, undefined);
      assert.equal(classifyError('PutLogEvents', new SyntaxError('here')).isForeign, undefined);
    });
  }

  it('treats a failure before a request as a failure in this process', () => {
    const failed = Object.assign(new Error('vault is sealed'), { $beforeRequest: true });
    const { kind, isBeforeRequest } = classifyError('PutLogEvents', failed);

    assert.deepEqual([kind, isBeforeRequest], ['unconfigured', true]);
  });

  it('keeps the action, the name, the text and the status', () => {
    const failure = classifyError('CreateLogStream', serviceError('ThrottlingException', 'Rate exceeded'));

    assert.equal(failure.action, 'CreateLogStream');
    assert.equal(String(failure.error), 'ThrottlingException: Rate exceeded');
    assert.equal(failure.status, 400);
  });

  describe('of what the real SDK throws', () => {
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
    const nowhere = 'http://127.0.0.1:1';
    beforeEach(() => {
      const env = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
      sinon
        .stub(process, 'env')
        .value({ ...Object.fromEntries(env), AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nonexistent' });
    });

    afterEach(() => sinon.restore());

    for (const [what, config] of [
      ['no region', {}],
      ['no region, with credentials', { credentials }],
      ['no credentials', { region: 'eu-west-1' }],
      ['a profile that does not exist', { region: 'eu-west-1', profile: 'none' }],
      [
        'credentials that are none',
        { region: 'eu-west-1', endpoint: nowhere, credentials: () => Promise.resolve(JSON.parse('{}')) },
      ],
      ['an endpoint that is no URL', { region: 'eu-west-1', endpoint: 'nonsense', credentials }],
      ['a region that is no host name', { region: 'eu west', credentials }],
      [
        'FIPS together with an endpoint',
        { region: 'eu-west-1', endpoint: nowhere, useFipsEndpoint: true, credentials },
      ],
    ] as const) {
      it(`takes ${what} for unconfigured`, async () => {
        assert.equal(kindOf(await thrownWith(config)), 'unconfigured');
      });
    }

    it('takes a refused connection for unavailable', async () => {
      const thrown = await thrownWith({ region: 'eu-west-1', endpoint: nowhere, credentials });

      assert.equal(kindOf(thrown), 'unavailable');
    });
  });
});
