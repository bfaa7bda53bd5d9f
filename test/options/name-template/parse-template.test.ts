import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseTemplate } from '../../../src/options/name-template/parse-template.js';
import type { Template, TemplateKind } from '../../../src/options/name-template/template.js';

function partsOf(text: string, kind: TemplateKind = 'logStreamName'): Template['parts'] {
  return parseTemplate(text, kind).parts;
}

/** The template as text, with a mark for times because a parsed format is functions. */
function shapeOf(text: string): unknown {
  return partsOf(text).map((part) =>
    typeof part === 'string'
      ? part
      : part.alternatives.map((one) => {
          if (one.from === 'time') return 'time';
          if (one.from === 'scope' || one.from === 'severity') return one.from;
          return one.from === 'text' ? `text ${one.text}` : `${one.from} ${one.key}`;
        }),
  );
}

describe('parse-template', () => {
  it('keeps its kind and its source', () => {
    const template = parseTemplate('/a/{b}', 'logGroupName');
    assert.equal(template.kind, 'logGroupName');
    assert.equal(template.source, '/a/{b}');
  });

  it('reads literal text', () => {
    assert.deepEqual(shapeOf('/otel/app'), ['/otel/app']);
  });

  it('reads every kind of placeholder', () => {
    assert.deepEqual(shapeOf('{k8s.pod.name}-{scope.name}-{attributes.tenant.id}-{time:%Y-%m-%d}'), [
      ['resource k8s.pod.name'],
      '-',
      ['scope'],
      '-',
      ['attributes tenant.id'],
      '-',
      ['time'],
    ]);
  });

  it('reads alternatives of any kind in order', () => {
    assert.deepEqual(shapeOf('{a|scope.name|attributes.b|"c d"}'), [
      ['resource a', 'scope', 'attributes b', 'text c d'],
    ]);
    assert.deepEqual(shapeOf('{a|time:%H}'), [['resource a', 'time']]);
  });

  it('trims alternatives, but not quoted text', () => {
    assert.deepEqual(shapeOf('{ a | b c | "d" }'), [['resource a', 'resource b c', 'text d']]);
  });

  it('accepts separators of placeholders in quoted text', () => {
    assert.deepEqual(shapeOf('{a|"{b|c}"}'), [['resource a', 'text {b|c}']]);
  });

  it('reads {{ as a brace, and a single } as itself', () => {
    assert.deepEqual(shapeOf('{{a}-}}'), ['{a}-}}']);
    assert.deepEqual(shapeOf('{{{a}'), ['{', ['resource a']]);
  });

  it('makes a placeholder whose first alternative is a text a literal', () => {
    assert.deepEqual(shapeOf('a{"b"|c}d'), ['abd']);
  });

  it('drops alternatives that can never be used', () => {
    assert.deepEqual(shapeOf('{a|"b"|c}{d|time:%H|"e"}'), [
      ['resource a', 'text b'],
      ['resource d', 'time'],
    ]);
  });

  it('reads the severity, which always has a value', () => {
    assert.deepEqual(shapeOf('{severity}/{a| severity |b}'), [['severity'], '/', ['resource a', 'severity']]);
  });

  it('accepts an explicit empty text as a value', () => {
    assert.deepEqual(shapeOf('x{a|""}'), ['x', ['resource a', 'text ']]);
  });

  const mistakes: readonly (readonly [template: string, problem: RegExp])[] = [
    ['', /expected a template that gives a name, got ""/],
    ['{""}', /expected a template that gives a name/],
    [
      '/otel/{service.name',
      /expected "}" for the "\{" at character 7, got the end of "\/otel\/\{service.name"/,
    ],
    ['{', /expected "}" for the "\{" at character 1, got the end/],
    ['{a|', /expected "}" for the "\{" at character 1, got the end/],
    ['x{}', /expected a key at character 3, got an empty placeholder/],
    ['{ }', /got an empty placeholder/],
    ['{a||b}', /expected a key at character 4, got an empty alternative/],
    ['{a|}', /got an empty alternative/],
    ['{|a}', /got an empty alternative/],
    ['{a|"b}', /expected a second quote for the one at character 4, got the end/],
    ['{"a', /expected a second quote for the one at character 2/],
    ['{"a"', /expected "}" for the "\{" at character 1/],
    ['{"a"b}', /expected "\|" or "}" at character 5, got "b"/],
    ['{a"b"}', /expected "\|" or "}" at character 3, got "\\""/],
    ['{a{b}}', /expected "\|" or "}" at character 3, got "\{"/],
    ['a{time:%Y-%x}', /got "%x" in the placeholder at character 2 of "a\{time:%Y-%x}"/],
    ['{time:}', /expected a time format .* got nothing in the placeholder at character 1/],
    ['{time:%}', /got "%"/],
    ['{attributes.}', /expected a key after "attributes\." in the placeholder at character 1/],
  ];
  for (const [template, problem] of mistakes) {
    it(`refuses ${template === '' ? 'an empty template' : template}`, () => {
      assert.throws(() => parseTemplate(template, 'logStreamName'), problem);
      assert.throws(() => parseTemplate(template, 'logGroupName'), Error);
    });
  }

  it('refuses a group that starts with aws/, however it is written', () => {
    const problem = /expected a name that does not start with "aws\/", in any case of letters, got/;
    for (const template of [
      'aws/lambda',
      'AWS/x',
      'Aws/{a}',
      '{"aws"}/x',
      'a{"ws/"}x',
      '{a|"aWS/x"}',
      '{a|"aws"}/x',
    ]) {
      assert.throws(() => parseTemplate(template, 'logGroupName'), problem);
      assert.doesNotThrow(() => parseTemplate(template, 'logStreamName'));
    }
    for (const template of ['/aws/lambda', 'aws-x/y', '{a}aws/x']) {
      assert.doesNotThrow(() => parseTemplate(template, 'logGroupName'));
    }
  });

  it('rejects literal text that the service forbids, at any position', () => {
    const ofGroup = /^expected only letters, digits and \. - _ \/ # in a log group name, got "(.)" in /u;
    for (const [template, char] of [
      ['/my app', ' '],
      ['/{service.name}:x', ':'],
      ['/{{x', '{'],
      ['/x}', '}'],
      ['/{a|"b c"}', ' '],
      ['/{time:%Y-%m %d}', ' '],
      ['/{time:%%}', '%'],
      ['/größe', 'ö'],
    ] as const) {
      assert.throws(
        () => parseTemplate(template, 'logGroupName'),
        (error: Error) => ofGroup.exec(error.message)?.[1] === char,
        template,
      );
    }
    const ofStream = /^expected no : and no \* in a log stream name, got "(.)" in /u;
    for (const [template, char] of [
      ['a:{b}', ':'],
      ['{b|"*"}', '*'],
      ['{time:%H:%M}', ':'],
    ] as const) {
      assert.throws(
        () => parseTemplate(template, 'logStreamName'),
        (error: Error) => ofStream.exec(error.message)?.[1] === char,
        template,
      );
    }
    assert.deepEqual(shapeOf('[$LATEST] {{a}/é'), ['[$LATEST] {a}/é']);
  });

  it('rejects an ARN as a group, and says what to use', () => {
    const arn = 'arn:aws-cn:logs:cn-north-1:123456789012:log-group:/x:*';
    assert.throws(() => parseTemplate(arn, 'logGroupName'), {
      message:
        `expected the name of a log group, got the ARN "${arn}": give what follows "log-group:" in it, ` +
        'and choose region and account by clientConfig',
    });
  });

  it('accepts 512 characters of literal text, and rejects more', () => {
    assert.doesNotThrow(() => parseTemplate(`${'x'.repeat(511)}{a}y`, 'logGroupName'));
    assert.throws(
      () => parseTemplate(`${'x'.repeat(511)}{a}yz`, 'logStreamName'),
      /^Error: expected at most 512 characters of literal text, got 513 in "x{80}\.\.\."$/,
    );
  });

  it('rejects a group with record attributes but no literal text before them', () => {
    const problem = /expected literal text before the first \{attributes\.\*}, got/;
    for (const template of ['{attributes.a}', '{service.name}{attributes.a}', '{b|attributes.a}/x']) {
      assert.throws(() => parseTemplate(template, 'logGroupName'), problem);
      assert.doesNotThrow(() => parseTemplate(template, 'logStreamName'));
    }
    for (const template of ['/{attributes.a}', '{service.name}/{attributes.a}', '{"x"}{attributes.a}']) {
      assert.doesNotThrow(() => parseTemplate(template, 'logGroupName'));
    }
  });

  it('reads literal text that the service accepts back unchanged, with doubled braces, and rejects any other', () => {
    const unit = fc.oneof(
      fc.constantFrom('a', '/', ':', '*', ' ', '{', '\ud800'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const legal = { logGroupName: /^[.\-_/#A-Za-z0-9]+$/, logStreamName: /^[^:*]+$/ };
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 100, unit }),
        fc.constantFrom('logGroupName', 'logStreamName'),
        (text, kind) => {
          const template = text.replaceAll('{', '{{');
          if (legal[kind].test(text) && text.isWellFormed())
            assert.deepEqual(partsOf(template, kind), [text]);
          else assert.throws(() => parseTemplate(template, kind), /^Error: expected /);
        },
      ),
    );
  });

  it('reads any text or throws a printable Error', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '|',
      '"',
      'a',
      ' ',
      'time:',
      '%Y',
      '%',
      'attributes.',
      'scope.name',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          const parts = partsOf(pieces.join(''));
          assert.ok(parts.length > 0);
          assert.ok(parts.every((part) => part !== ''));
        } catch (error) {
          assert.ok(error instanceof Error && /^expected .+, got .+/.test(error.message), String(error));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
