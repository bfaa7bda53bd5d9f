import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { NO_PATHS, RedactedPaths } from '../../src/encode/redacted-paths.js';
import { encode } from './helpers.js';

const HIDDEN = '[REDACTED]';

/** The ways to read a key as steps: as one step, or split at its dots. */
function readingsOf(keys: readonly string[]): string[][][] {
  const [first, ...others] = keys;
  if (first === undefined) return [[]];
  const rests = readingsOf(others);
  return [[first], first.split('.')].flatMap((steps) => rests.map((rest) => [steps].concat(rest)));
}

/** Whether the path contains the pattern up to a step of its last key, in any reading. By trying all. */
function isHidden(keys: readonly string[], pattern: string): boolean {
  const wanted = pattern.toLowerCase().split('.');
  return readingsOf(keys.map((key) => key.toLowerCase())).some((reading) => {
    const steps = reading.flat();
    const lastKey = steps.length - (reading.at(-1)?.length ?? 0);
    return steps.some((_, start) => {
      const end = start + wanted.length;
      const isInLast = end > lastKey && end <= steps.length;
      return isInLast && wanted.every((want, i) => want === '*' || want === steps[start + i]);
    });
  });
}

/** The expected value. */
function redactedBy(patterns: readonly string[], value: unknown, path: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner = (key: string, member: unknown): unknown =>
    patterns.some((pattern) => isHidden([...path, key], pattern))
      ? HIDDEN
      : redactedBy(patterns, member, [...path, key]);
  if (Array.isArray(value)) return value.map((item, index) => inner(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inner(key, member)]));
}

const key = fc.constantFrom('a', 'b', 'c', 'A', 'a.b', 'b.c', 'c.a.b', 'x', '', '.', '0');
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, fc.constantFrom(1, 'text', null, true), tie('object'), tie('list')),
  object: fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('node'), { maxLength: 3 }),
}));
const object = tree.object.map(Object);
const step = fc.constantFrom('a', 'b', 'c', 'B', '*', '0', 'attributes', 'body');
const patterns = fc.array(
  fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('.')),
  { minLength: 1, maxLength: 3 },
);

function messageOf(members: Parameters<typeof encode>[0], settings: Parameters<typeof encode>[1]): unknown {
  const message: unknown = JSON.parse(encode(members, settings).messages[0] ?? 'null');
  return message;
}

function bodyOf(body: unknown, ...redact: string[]): unknown {
  return messageOf({ body }, { format: 'body', redact });
}

describe('redacted-paths', () => {
  it('redacts what an oracle finds that walks the objects, in each format', () => {
    fc.assert(
      fc.property(object, object, object, patterns, (body, attributes, resource, redact) => {
        const by = (value: unknown, ...path: string[]): unknown => redactedBy(redact, value, path);
        const some = (value: object, ...path: string[]): unknown =>
          Object.keys(value).length === 0 ? undefined : by(value, ...path);
        const members = { body, attributes, resource: { attributes: resource } };

        const otlp = Object(messageOf({ ...members, instrumentationScope: { attributes } }, { redact }));
        assert.deepEqual(otlp.body, by(body, 'body'));
        assert.deepEqual(otlp.attributes, some(attributes, 'attributes'));
        assert.deepEqual(otlp.resource?.attributes, some(resource, 'resource', 'attributes'));
        assert.deepEqual(otlp.scope?.attributes, some(attributes, 'scope', 'attributes'));
        assert.equal(typeof otlp.timeUnixNano, 'number');

        assert.deepEqual(messageOf(members, { format: 'body', redact }), by(body));

        const flat = Object(messageOf(members, { format: 'flat', redact }));
        assert.deepEqual(flat, { ...Object(by(attributes)), message: by(body, 'message') });
      }),
      { numRuns: 500 },
    );
  });

  it('finds a key at any depth, in any case, with any value', () => {
    assert.deepEqual(
      bodyOf(
        { Password: 'x', list: [{ PASSWORD: { deep: 1 } }, { password: null }], password: undefined },
        'password',
      ),
      { Password: HIDDEN, list: [{ PASSWORD: HIDDEN }, { password: HIDDEN }] },
    );
  });

  it('finds a dotted path as one key, and as members of members', () => {
    const expected = { 'user.email': HIDDEN, user: { email: HIDDEN, id: 1 }, email: 'x' };
    assert.deepEqual(
      bodyOf({ 'user.email': 'a', user: { email: 'b', id: 1 }, email: 'x' }, 'user.email'),
      expected,
    );
    assert.deepEqual(bodyOf({ a: { user: { 'e.mail': 1 } } }, 'a.user.e.mail'), {
      a: { user: { 'e.mail': HIDDEN } },
    });
  });

  it('finds a key after dots, and a key before them', () => {
    assert.deepEqual(
      bodyOf({ 'http.request.header.authorization': 'x', 'password.hash': 'y' }, 'authorization', 'password'),
      {
        'http.request.header.authorization': HIDDEN,
        'password.hash': HIDDEN,
      },
    );
  });

  it('matches one step with a *, be it an index or a key with dots', () => {
    const users = { 'bob@a.example': { email: 1 }, x: { y: { email: 2 } } };
    assert.deepEqual(bodyOf({ users, list: [{ email: 3 }] }, 'users.*.email', 'list.*.email'), {
      users: { 'bob@a.example': { email: HIDDEN }, x: { y: { email: 2 } } },
      list: [{ email: HIDDEN }],
    });
    assert.deepEqual(bodyOf({ cookies: { 'a.b': 1, c: [2] }, c: 3 }, 'cookies.*'), {
      cookies: { 'a.b': HIDDEN, c: HIDDEN },
      c: 3,
    });
    assert.deepEqual(bodyOf({ tokens: ['a', 'b'] }, 'tokens.*'), { tokens: [HIDDEN, HIDDEN] });
  });

  it('finds keys in values other than objects', () => {
    const error = Object.assign(new Error('m'), { stack: '', config: { headers: { Authorization: 'x' } } });
    const mixed = new Map<unknown, unknown>([
      [{}, { token: 1 }],
      ['token', 2],
    ]);
    assert.deepEqual(
      bodyOf(
        {
          map: new Map([['token', 1]]),
          mixed,
          headers: new Headers({ authorization: 'x', accept: 'y' }),
          query: new URLSearchParams('token=1&a=2'),
          json: { toJSON: () => ({ token: 1 }) },
          set: new Set([{ token: 1 }]),
          error,
        },
        'token',
        'headers.authorization',
      ),
      {
        map: { token: HIDDEN },
        mixed: [[{}, { token: HIDDEN }], { token: HIDDEN }],
        headers: { authorization: HIDDEN, accept: 'y' },
        query: { token: HIDDEN, a: '2' },
        json: { token: HIDDEN },
        set: [{ token: HIDDEN }],
        error: { type: 'Error', message: 'm', config: { headers: { Authorization: HIDDEN } } },
      },
    );
  });

  it('does not read a redacted value', () => {
    const value = { toJSON: () => assert.fail('asked') };
    assert.deepEqual(
      messageOf(
        { body: { value, big: 1n } },
        { format: 'body', redact: ['value', 'big'], serialize: () => assert.fail('asked') },
      ),
      {
        value: HIDDEN,
        big: HIDDEN,
      },
    );
  });

  it('finds a key that is too long to be cached, and one after a value that threw', () => {
    const long = 'k'.repeat(300);
    assert.deepEqual(bodyOf({ [long]: 1, [`${long}x`]: 2 }, long), { [long]: HIDDEN, [`${long}x`]: 2 });
    const throwing = new Proxy({}, { ownKeys: () => assert.fail('no') });
    assert.deepEqual(bodyOf({ user: { throwing, email: 1 }, email: 2 }, 'user.email'), {
      user: { throwing: '[Throws]', email: HIDDEN },
      email: 2,
    });
  });

  it('does not redact members of the format, and text within a string', () => {
    const names = ['body', 'severityText', 'timeUnixNano', 'scope', 'name', 'attributes', 'message', 'level'];
    const members = { severityText: 'INFO', body: 'password=1', attributes: { a: '{"level":1}' } };
    assert.deepEqual(messageOf(members, { redact: names }), messageOf(members, {}));
    assert.deepEqual(
      messageOf(members, { redact: names, format: 'flat' }),
      messageOf(members, { format: 'flat' }),
    );
  });

  it('redacts the service of the flat format with its attribute', () => {
    const resource = { attributes: { 'service.name': 'shop' } };
    assert.deepEqual(messageOf({ resource }, { format: 'flat', redact: ['service.name'] }), {
      service: HIDDEN,
    });
    assert.deepEqual(messageOf({ resource: {} }, { format: 'flat', redact: ['service.name'] }), {});
  });

  it('redacts in every part of a split event', () => {
    const { messages } = encode(
      { body: { password: 'secret', text: 'x'.repeat(3_000) } },
      { format: 'body', maxEventBytes: 1_024, redact: ['password'] },
    );
    assert.ok(messages.length > 1);
    for (const message of messages) assert.equal(JSON.parse(message).password, HIDDEN);
  });
});

describe('redacted-paths', () => {
  it('finds out whether a path may begin with an index', () => {
    assert.equal(new RedactedPaths(['a.0', 'b.*']).mayBeginWithIndex, false);
    assert.equal(new RedactedPaths(['a', '0.b']).mayBeginWithIndex, true);
    assert.equal(new RedactedPaths(['*.b']).mayBeginWithIndex, true);
  });

  it('finds the last part of a key of very many parts, of very many paths', () => {
    const paths = new RedactedPaths(Array.from({ length: 1_000 }, (_, index) => `secret.${index}`));
    const parts = '.'.repeat(100_000);
    assert.equal(paths.match(NO_PATHS, `${parts}secret.999`).isRedacted, true);
    assert.equal(paths.match(NO_PATHS, `${parts}secret.1000`).isRedacted, false);
  });

  it('keeps no path twice, however often a key begins it', () => {
    const paths = new RedactedPaths(['a.*.*.*.b', '*.*.*.c']);
    let { begun } = paths.match(NO_PATHS, 'a');
    for (let i = 0; i < 64; i += 1) ({ begun } = paths.match(begun, 'a.a.a'));
    assert.ok(begun.length <= 8);
  });
});
