import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { createSecretFilter } from '../../src/telemetry/secret-filter.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const TOKEN = 'IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDEXAMPLE==';

/** The text of the service, with the request in it. */
const WRONG_SIGNATURE = `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.

The Canonical String for this request should have been
'POST
/

host:logs.eu-west-1.amazonaws.com
x-amz-date:20261128T000000Z
x-amz-security-token:${TOKEN}

host;x-amz-date;x-amz-security-token
e3b0c442'

The String-to-Sign should have been
'AWS4-HMAC-SHA256
20261128T000000Z'
`;

const nth = (number: number): string => `secret-number-${String(number).padStart(4, '0')}`;

describe('secret-filter', () => {
  it('removes what AWS quotes of a request with a wrong signature', () => {
    const text = createSecretFilter().text(WRONG_SIGNATURE);

    assert.match(
      text,
      /^The request signature we calculated does not match.*\n\n\(the request is left out\)$/s,
    );
    assert.ok(!text.includes(TOKEN));
  });

  for (const [text, shown] of [
    [`x-amz-security-token:${TOKEN}`, 'x-amz-security-token:[secret]'],
    [
      `{"SecretAccessKey":"${SECRET}","Token": "${TOKEN}"}`,
      '{"SecretAccessKey":"[secret]","Token": "[secret]"}',
    ],
    [`aws_secret_access_key = ${SECRET}`, 'aws_secret_access_key = [secret]'],
    [`aws_session_token=${TOKEN}`, 'aws_session_token=[secret]'],
    ['Authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, Signature=abc', 'Authorization: [secret]'],
    ['got Bearer abcdefghijklmnop1234', 'got Bearer [secret]'],
    ['X-Amz-Signature=0123456789abcdef0123456789abcdef', 'X-Amz-Signature=[secret]'],
    ['connect to http://user:pass@proxy:3128 failed', 'connect to http://[secret]@proxy:3128 failed'],
    ['token eyJhbGciOiJI.eyJzdWIiOiIx.c2ln was refused', 'token [secret] was refused'],
    ['password: hunter22', 'password: [secret]'],
  ] as const) {
    it(`redacts by form: ${shown}`, () => {
      assert.equal(createSecretFilter().text(text), shown);
    });
  }

  for (const text of [
    'The security token included in the request is expired',
    'Unexpected token \'<\', "<html>" is not valid JSON',
    'User: arn:aws:iam::123456789012:user/me is not authorized to perform: logs:PutLogEvents',
    'Check the endpoint: http://127.0.0.1:4566/path and the basics',
    'log group "/otel/shop", log stream "host/shop/42"',
  ]) {
    it(`does not change: ${text}`, () => {
      assert.equal(createSecretFilter().text(text), text);
    });
  }

  it('redacts the values in use, in any context, encoded too', () => {
    const secretFilter = createSecretFilter({ AWS_SESSION_TOKEN: 'from-the-environment' });
    secretFilter.learn({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, sessionToken: TOKEN });

    const text = secretFilter.text(
      `<${SECRET}|${TOKEN}|${encodeURIComponent(TOKEN)}|from-the-environment|AKIDEXAMPLE>`,
    );

    assert.equal(text, '<[secret]|[secret]|[secret]|[secret]|AKIDEXAMPLE>');
  });

  it('remembers earlier secrets, up to a bounded number', () => {
    const secretFilter = createSecretFilter();
    for (let number = 0; number < 1_000; number++) secretFilter.learn({ secretAccessKey: nth(number) });

    assert.equal(secretFilter.text(`${nth(999)} ${nth(990)} ${nth(0)}`), `[secret] [secret] ${nth(0)}`);
  });

  it('ignores credentials without secrets, and texts too short for one', () => {
    const secretFilter = createSecretFilter();
    for (const value of [
      undefined,
      null,
      'text',
      7,
      {},
      { secretAccessKey: 7 },
      { secretAccessKey: 'log' },
    ]) {
      secretFilter.learn(value);
    }
    assert.equal(secretFilter.text('the log is full'), 'the log is full');
  });

  it('shows no part of a secret where a long text is cut', () => {
    const secretFilter = createSecretFilter();
    secretFilter.learn({ secretAccessKey: SECRET });
    fc.assert(
      fc.property(fc.nat(6_000), fc.nat(6_000), (before, after) => {
        const text = secretFilter.text(`${'.'.repeat(before)}${SECRET}${'.'.repeat(after)}`);
        assert.ok(text.length <= 2_003);
        assert.doesNotMatch(text, /wJal|EKEY|EXAMPLE/);
      }),
    );
  });

  it('keeps the end of a long text, because it says what to do', () => {
    assert.match(createSecretFilter().text(`${'x'.repeat(10_000)} 7 wait now.`), /^x+\.\.\.x+ 7 wait now\.$/);
  });

  it('cuts a hostile text of any length', () => {
    const secretFilter = createSecretFilter();
    for (const piece of [
      ' ',
      'token:',
      'authorization: ',
      '//',
      'eyJ-',
      'eyJaaaaaaaa.',
      'bearer ',
      'a:b@',
      'secret_',
    ])
      assert.ok(secretFilter.text(piece.repeat(400_000)).length <= 2_003);
  });

  it('returns an error without secrets as it is, otherwise a copy without its secret', () => {
    const secretFilter = createSecretFilter();
    secretFilter.learn({ secretAccessKey: SECRET });
    const fine = new TypeError('fine');
    const other = Object.assign(new Error(`no: ${SECRET}`), { name: 'InvalidSignatureException' });

    assert.equal(secretFilter.error(fine), fine);
    const copy = secretFilter.error(other);
    assert.equal(String(copy), 'InvalidSignatureException: no: [secret]');
    assert.ok(!copy.stack?.includes(SECRET));
    assert.ok(other.message.includes(SECRET), 'the original error is unchanged');
  });

  it('keeps the code of an error that it copies', () => {
    const secretFilter = createSecretFilter({ AWS_SESSION_TOKEN: TOKEN });
    const coded = Object.assign(new Error(`no: ${TOKEN}`), { code: 'CWL_RECORD_NOT_ENCODED' });

    const copy = secretFilter.error(coded);

    assert.notEqual(copy, coded);
    assert.equal('code' in copy && copy.code, 'CWL_RECORD_NOT_ENCODED');
  });

  it('removes secrets from causes, at any depth that is shown', () => {
    const secretFilter = createSecretFilter({ AWS_SESSION_TOKEN: TOKEN });
    const depth = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(depth, fc.boolean(), (causes, isText) => {
        let error = new Error('inner', { cause: isText ? `token ${TOKEN}` : new Error(`no: ${TOKEN}`) });
        for (let count = 0; count < causes; count++) error = new Error('outer', { cause: error });

        const shown = secretFilter.error(error);

        assert.ok(!inspect(shown, { depth: Infinity }).includes(TOKEN));
      }),
    );
  });

  it('ends at causes in a cycle, and at one that throws', () => {
    const secretFilter = createSecretFilter({ AWS_SESSION_TOKEN: TOKEN });
    const cycle = new Error('cycle');
    cycle.cause = cycle;
    const hostile = new Error('hostile');
    Object.defineProperty(hostile, 'message', {
      get() {
        throw new Error(TOKEN);
      },
    });

    assert.equal(secretFilter.error(cycle).message, 'cycle');
    const shown = secretFilter.error(new Error('outer', { cause: hostile }));
    assert.deepEqual([shown.message, shown.cause], ['outer', undefined]);
  });
});
