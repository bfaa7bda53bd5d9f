import assert from 'node:assert/strict';
import { classifyError } from '../../src/deliver/classify-error.js';
import {
  explainFailure,
  explainLastFailure,
  explainOutage,
  fixOfFailure,
  withoutContent,
} from '../../src/failures/explain-failure.js';
import type { Action, Failure } from '../../src/failures/failure.js';
import { destination } from '../helpers/events.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';
import { lineOf } from '../helpers/message.js';
import { KINDS } from './helpers.js';

const to = destination('stream-1', '/otel/shop');

function explained(action: Action, thrown: unknown, where = to): string {
  return lineOf(explainFailure(classifyError(action, thrown), where, 1));
}

function off(action: Action): Failure {
  const error = Object.assign(new Error('off'), { name: 'CreationIsOff' });
  return { kind: 'missing', action, error, status: undefined, retryAfterMillis: undefined };
}

const beforeRequest = (error: Error): Error => Object.assign(error, { $beforeRequest: true });

function notLoaded(message: string): Error {
  return Object.assign(new Error(message), { name: 'SdkNotLoaded' });
}

describe('explain-failure', () => {
  it('names the action, the resource and the answer of what was denied', () => {
    const text = explained('PutLogEvents', serviceError('AccessDeniedException', TEXTS.denied));

    assert.match(text, / logs:PutLogEvents on arn:aws:logs:\*:\*:log-group:\/otel\/shop:log-stream:\* /);
    assert.match(text, /^CWL_ACCESS_DENIED: .*\(AccessDeniedException: User: .*, HTTP 400\)/);
  });

  it('names the group as the resource of a creation', () => {
    const text = explained('CreateLogStream', serviceError('AccessDeniedException', 'no'));

    assert.match(text, / logs:CreateLogStream on arn:aws:logs:\*:\*:log-group:\/otel\/shop:\* /);
  });

  it('names the ARN of the partition that the region is in', () => {
    const thrown = serviceError('AccessDeniedException', 'no');
    const failure = { ...classifyError('CreateLogStream', thrown), region: 'us-gov-west-1' };

    assert.match(
      lineOf(explainFailure(failure, to, 1)),
      /Allow logs:CreateLogStream on arn:aws-us-gov:logs:\*:\*:log-group:\/otel\/shop:\* /,
    );
  });

  it('names the action that the service checked, which may differ', () => {
    const tags = 'User: me is not authorized to perform: logs:TagResource on resource: x';
    const key = 'User: me is not authorized to perform: kms:GenerateDataKey on resource: x';

    assert.match(
      explained('CreateLogGroup', serviceError('AccessDeniedException', tags)),
      /Allow logs:TagResource on arn:aws:logs:\*:\*:log-group:\/otel\/shop for/,
    );
    assert.match(
      explained('CreateLogGroup', serviceError('AccessDeniedException', key)),
      /Allow kms:GenerateDataKey for/,
    );
  });

  it('does not mention IAM for a name or a key that is refused', () => {
    const text = explained(
      'CreateLogGroup',
      serviceError('InvalidParameterException', 'The specified KMS Key Id could not be found.'),
    );

    assert.match(text, /^CWL_NAME_OR_KEY_REFUSED: .*KMS/);
    assert.doesNotMatch(text, /Allow/);
  });

  it('says what to set when the SDK is not configured', () => {
    const text = explained('PutLogEvents', new Error('Region is missing'));

    assert.match(text, /^CWL_REGION_MISSING: .*AWS_REGION/);
    assert.match(text, /clientConfig/);
  });

  it('gives the command for what is missing while its creation is off', () => {
    assert.match(
      lineOf(explainFailure(off('CreateLogGroup'), to, 1)),
      /^CWL_LOG_GROUP_MISSING: .*"\/otel\/shop".*createLogGroup.*aws logs create-log-group --log-group-name '\/otel\/shop'\./,
    );
    assert.match(
      lineOf(explainFailure(off('CreateLogStream'), to, 1)),
      /^CWL_LOG_STREAM_MISSING: .*"stream-1".*createLogStream.*aws logs create-log-stream --log-group-name '\/otel\/shop' --log-stream-name 'stream-1'\./,
    );
  });

  it('escapes a quote in a name, so that it cannot end the quotes of a command', () => {
    const { text } = explainFailure(off('CreateLogStream'), destination("a'; rm -rf ~; '", 'g'), 1);

    assert.ok(text.includes(String.raw`--log-stream-name 'a'\''; rm -rf ~; '\'''.`));
  });

  it('names the settings where a creation is refused for another reason', () => {
    assert.match(
      explained('CreateLogGroup', serviceError('InvalidParameterException', 'Tags are wrong')),
      /^CWL_SETTINGS_REFUSED: .*option logGroup/,
    );
    assert.match(explained('PutLogEvents', serviceError('IncompleteBody', '')), /^CWL_FOREIGN_ANSWER: /);
  });

  it('says that the events stay in the outbox, and how many', () => {
    const denied = classifyError('PutLogEvents', serviceError('AccessDeniedException', 'no'));

    assert.match(explainFailure(denied, to, 1).text, /\b1 event in the outbox/);
    assert.match(explainFailure(denied, to, 7).text, /\b7 events in the outbox/);
  });

  it('promises nothing at the end of a process', () => {
    const denied = classifyError('PutLogEvents', serviceError('AccessDeniedException', 'no'));

    const { code, text } = explainLastFailure(denied, to);

    assert.equal(code, 'CWL_ACCESS_DENIED');
    assert.doesNotMatch(text, /outbox|retries| {2}/);
    assert.match(text, /logs:PutLogEvents/);
  });

  it('returns the fix alone, with the same code', () => {
    const denied = classifyError('PutLogEvents', serviceError('AccessDeniedException', 'no'));

    const { code, text } = fixOfFailure(denied, to);

    assert.equal(code, 'CWL_ACCESS_DENIED');
    assert.match(text, /\blogs:PutLogEvents on arn:\S+/);
  });

  it('has an explanation for every kind', () => {
    for (const kind of KINDS) {
      const failure = { ...classifyError('PutLogEvents', networkError('ECONNRESET')), kind };
      assert.match(explainFailure(failure, to, 1).text, /\/otel\/shop/);
    }
  });

  it('blames an answer only if there was one', () => {
    const dynamicRequire = 'Dynamic require of "node:https" is not supported';
    for (const [thrown, words] of [
      [notLoaded('Cannot find package'), /^CWL_SDK_NOT_LOADED: .*Install @aws-sdk.*bundle/],
      [notLoaded(dynamicRequire), /^CWL_SDK_NEEDS_REQUIRE: .*--main-fields=module,main/],
      // What the SDK loads later, its source of credentials for instance.
      [beforeRequest(new Error(dynamicRequire)), /^CWL_SDK_NEEDS_REQUIRE: /],
      [beforeRequest(new Error('vault is sealed')), /^CWL_CREDENTIALS_MISSING: .*\(Error: vault is sealed\)/],
      [
        beforeRequest(serviceError('AccessDenied', 'not authorized to perform: sts:AssumeRole', 403)),
        /^CWL_CREDENTIALS_MISSING: .*\(AccessDenied: .*sts:AssumeRole, HTTP 403\)/,
      ],
      [beforeRequest(new Error('Region is missing')), /^CWL_REGION_MISSING: /],
      [
        networkError('SELF_SIGNED_CERT_IN_CHAIN'),
        /^CWL_CERTIFICATE_UNTRUSTED: .*SELF_SIGNED_CERT_IN_CHAIN.*NODE_EXTRA_CA_CERTS/,
      ],
      [new TypeError('a mistake'), /^CWL_NO_ANSWER: /],
    ] as const) {
      const text = explained('PutLogEvents', thrown);
      assert.match(text, words);
      assert.doesNotMatch(text, /FOREIGN|proxies/);
    }
  });

  it('does not mention IAM for a page of another server', () => {
    for (const status of [200, 401, 403, 404]) {
      const text = explained('CreateLogStream', serviceError('ForeignAnswer', 'no', status));

      assert.match(text, new RegExp(`^CWL_FOREIGN_ANSWER: .*HTTP ${status}\\).*proxies`));
    }
  });

  it('says that AWS does not know the keys, which no policy changes', () => {
    const text = explained('PutLogEvents', serviceError('UnrecognizedClientException', 'invalid'));

    assert.match(text, /^CWL_CREDENTIALS_UNKNOWN: /);
    assert.doesNotMatch(text, /Allow/);
  });

  it('shows no content of a record', () => {
    const secret = "it's 'secret' at 'home'\nand at 'logEvents.1' too";
    const text = explained(
      'PutLogEvents',
      serviceError(
        'InvalidParameterException',
        `1 validation error detected: Value '${secret}' at 'logEvents.1.member.message' failed to satisfy constraint`,
      ),
    );

    assert.match(text, /Value '\.\.\.' at 'logEvents\.1\.member\.message' failed/);
    assert.doesNotMatch(text, /secret|home/);
  });
});

describe('explain-failure: explainOutage', () => {
  for (const [code, hint] of [
    ['ENOTFOUND', /region.*DNS.*NODE_USE_ENV_PROXY/],
    ['EAI_AGAIN', /region.*DNS.*NODE_USE_ENV_PROXY/],
    ['ECONNREFUSED', /check the endpoint\)$/],
    ['ETIMEDOUT', /VPC endpoint or NAT.*NODE_USE_ENV_PROXY/],
  ] as const) {
    it(`says what to look at for ${code}`, () => {
      assert.match(explainOutage(classifyError('PutLogEvents', networkError(code))), hint);
    });
  }

  it('names the action and what failed', () => {
    const failure = classifyError('PutLogEvents', serviceError('ThrottlingException', 'Rate exceeded'));

    assert.equal(explainOutage(failure), 'PutLogEvents failed with ThrottlingException: Rate exceeded');
  });

  it('blames no call for credentials that take too long', () => {
    const error = Object.assign(new Error('no credentials within 10000 ms'), {
      name: 'TimeoutError',
      $beforeRequest: true,
    });

    assert.match(explainOutage(classifyError('PutLogEvents', error)), /look-up of credentials failed/);
  });

  it('shows no content of a record', () => {
    const error = serviceError(
      'ThrottlingException',
      "Value 'secret' at 'logEvents.1.member.message' failed",
    );

    assert.doesNotMatch(explainOutage(classifyError('PutLogEvents', error)), /secret/);
  });
});

describe('explain-failure: withoutContent', () => {
  it('keeps the name and a text without values', () => {
    const shown = withoutContent(serviceError('InvalidParameterException', TEXTS.tooLarge));

    assert.equal(String(shown), `InvalidParameterException: ${TEXTS.tooLarge}`);
  });

  it('removes everything after a value that does not end', () => {
    assert.equal(withoutContent(new Error("x: Value 'secret without an end")).message, "x: Value '...");
  });

  it('keeps no unknown text about content', () => {
    for (const name of ['InvalidParameterException', 'SerializationException', 'ValidationException']) {
      for (const text of [
        'Unexpected character in secret',
        'Value "secret" at "x"',
        "Value at 'secret' failed",
      ]) {
        assert.doesNotMatch(String(withoutContent(serviceError(name, text))), /secret/);
      }
    }
  });

  it('takes out several values at once', () => {
    const { message } = withoutContent(
      new Error(
        "Value 'secret' at 'logEvents.1.member.message' failed; Value 'hidden' at 'logEvents.2' failed",
      ),
    );

    assert.doesNotMatch(message, /secret|hidden/);
  });

  it('reads a huge text in linear time', () => {
    assert.equal(withoutContent(new Error("Value '".repeat(200_000))).message, "Value '...");
  });
});
