import assert from 'node:assert/strict';
import { classifyError } from '../../src/deliver/classify-error.js';
import { explainFailure, withoutContent } from '../../src/deliver/explain-failure.js';
import type { Action, Failure, FailureKind } from '../../src/deliver/failure.js';
import { destination } from '../helpers/events.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';

const to = destination('stream-1', '/otel/shop');

function explained(action: Action, thrown: unknown, where = to): string {
  return explainFailure(classifyError(action, thrown), where);
}

function off(action: Action): Failure {
  const error = Object.assign(new Error('off'), { name: 'CreationIsOff' });
  return { kind: 'missing', action, error, status: undefined, retryAfterMillis: undefined };
}

describe('explainFailure', () => {
  it('names the action, the resource and the answer of what was denied', () => {
    const text = explained('PutLogEvents', serviceError('AccessDeniedException', TEXTS.denied));

    assert.match(
      text,
      /Allow logs:PutLogEvents on arn:aws:logs:\*:\*:log-group:\/otel\/shop:log-stream:stream-1 /,
    );
    assert.match(text, /AccessDeniedException: User: .* \(HTTP 400\)$/);
  });

  it('names the group as the resource of a creation', () => {
    const text = explained('CreateLogStream', serviceError('AccessDeniedException', 'no'));

    assert.match(text, /Allow logs:CreateLogStream on arn:aws:logs:\*:\*:log-group:\/otel\/shop:\* /);
  });

  it('names the ARN of the partition that the region is in', () => {
    const thrown = serviceError('UnrecognizedClientException', 'no');
    const failure = { ...classifyError('CreateLogStream', thrown), region: 'us-gov-west-1' };

    assert.match(
      explainFailure(failure, to),
      /Allow logs:CreateLogStream on arn:aws-us-gov:logs:\*:\*:log-group:\/otel\/shop:\* /,
    );
  });

  it('names the action that the service checked, which may be another one', () => {
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

  it('sends nobody to IAM for a name or a key that is refused', () => {
    const text = explained(
      'CreateLogGroup',
      serviceError('InvalidParameterException', 'The specified KMS Key Id could not be found.'),
    );

    assert.match(text, /KMS key/);
    assert.doesNotMatch(text, /Allow/);
  });

  it('says what to set when the SDK is not configured', () => {
    const text = explained('PutLogEvents', new Error('Region is missing'));

    assert.match(text, /AWS_REGION/);
    assert.match(text, /clientConfig/);
  });

  it('gives the command for what is missing while its creation is off', () => {
    assert.match(
      explainFailure(off('CreateLogGroup'), to),
      /^The log group "\/otel\/shop" does not exist and createLogGroup is off\. Create it: aws logs create-log-group --log-group-name '\/otel\/shop'\./,
    );
    assert.match(
      explainFailure(off('CreateLogStream'), to),
      /does not exist and createLogStream is off\. Create it: aws logs create-log-stream --log-group-name '\/otel\/shop' --log-stream-name 'stream-1'\./,
    );
  });

  it('lets no name out of the quotes of a command', () => {
    const text = explainFailure(off('CreateLogStream'), destination("a'; rm -rf ~; '", 'g'));

    assert.ok(text.includes(String.raw`--log-stream-name 'a'\''; rm -rf ~; '\'''.`));
  });

  it('speaks of the settings where a creation is refused for another reason', () => {
    assert.match(
      explained('CreateLogGroup', serviceError('InvalidParameterException', 'Tags are wrong')),
      /option logGroup/,
    );
    assert.match(explained('PutLogEvents', serviceError('IncompleteBody', '')), /proxies/);
  });

  it('promises to wait with events, and to try a retention again', () => {
    const denied = serviceError('AccessDeniedException', 'no');

    assert.match(explained('PutLogEvents', denied), /Events wait in the outbox and are tried again\./);
    assert.doesNotMatch(explained('PutRetentionPolicy', denied), /Events wait/);
  });

  it('has something to say for every kind', () => {
    const kinds: readonly FailureKind[] = [
      'throttled',
      'unavailable',
      'missing',
      'denied',
      'unconfigured',
      'limit_exceeded',
      'expired_credentials',
      'clock_skew',
      'conflict',
      'too_large',
      'unreadable',
      'invalid',
      'invalid_entity',
      'unexpected',
    ];
    for (const kind of kinds) {
      const failure = { ...classifyError('PutLogEvents', networkError('ECONNRESET')), kind };
      assert.match(explainFailure(failure, to), /\/otel\/shop/);
    }
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

describe('withoutContent', () => {
  it('keeps the name and a text without values', () => {
    const shown = withoutContent(serviceError('InvalidParameterException', TEXTS.tooLarge));

    assert.equal(String(shown), `InvalidParameterException: ${TEXTS.tooLarge}`);
  });

  it('cuts all behind a value that does not end', () => {
    assert.equal(withoutContent(new Error("x: Value 'secret without an end")).message, "x: Value '...");
  });

  it('keeps no text about content that is not known', () => {
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

  it('reads a huge text once, and shows little of it', () => {
    assert.equal(withoutContent(new Error("Value '".repeat(200_000))).message, "Value '...");
    assert.equal(withoutContent(new Error('x'.repeat(1_000_000))).message.length, 1_000);
  });
});
