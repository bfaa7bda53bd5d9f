import assert from 'node:assert/strict';
import { QUERY_NAMES, queryOf, type QueryFormat } from '../../../src/cli/query/queries.js';
import { isObject } from '../../../src/util/is-object.js';
import { encode } from '../../encode/helpers.js';

const FORMATS = ['otlp', 'flat'] as const;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Words of the query language. */
const LANGUAGE = new Set(['fields', 'filter', 'stats', 'sort', 'limit', 'as', 'by', 'asc', 'desc', 'like']);

/** A record with all that a query may ask for. */
const RECORD = {
  severityNumber: 17,
  severityText: 'ERROR',
  body: 'failed',
  eventName: 'e',
  spanContext: { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', traceFlags: 1 },
  resource: { attributes: { 'service.name': 'shop' } },
  attributes: {
    'http.route': '/a',
    'url.path': '/a/1',
    'log.record.uid': 'u',
    'loss.count': 1,
    'loss.reasons': { any: 1 },
  },
};

/** The fields that Logs Insights finds in an event: nested names with dots between. */
function fieldsOf(value: unknown, name = ''): string[] {
  if (!isObject(value)) return [name];
  return Object.entries(value).flatMap(([key, each]) => fieldsOf(each, name === '' ? key : `${name}.${key}`));
}

/** The fields of events that a query asks for; functions, its own names and texts are none. */
function askedBy(text: string): string[] {
  const bare = text.replaceAll(/"[^"]*"|\/[^/]*\//g, '').replaceAll(/(loss\.reasons)\.\w+/g, '$1.any');
  const own = new Set(Array.from(bare.matchAll(/ as (\w+)/g), ([, name]) => name));
  const names = Array.from(bare.matchAll(/(?<![@\w.])[a-z][\w.]*\b(?!\()/gi), ([name]) => name);
  return names.filter((name) => !LANGUAGE.has(name) && !own.has(name));
}

function isError(format: QueryFormat, level: string): boolean {
  const [, pattern = '^$'] = /\/\(\?i\)(.*)\//.exec(queryOf('errors', format, TRACE_ID).text) ?? [];
  return new RegExp(pattern, 'i').test(level);
}

describe('queries', () => {
  for (const format of FORMATS) {
    it(`ask only for fields that the exporter writes in the format ${format}`, () => {
      const [message = ''] = encode(RECORD, { format }).messages;
      const fields = fieldsOf(JSON.parse(message));
      for (const name of QUERY_NAMES) {
        const unknown = askedBy(queryOf(name, format, TRACE_ID).text).filter(
          (each) => !fields.includes(each),
        );
        assert.deepEqual(unknown, [], name);
      }
    });

    it(`use at most two stats commands and sort after them in the format ${format}`, () => {
      for (const name of QUERY_NAMES) {
        const verbs = queryOf(name, format, TRACE_ID)
          .text.split('\n| ')
          .map((command) => command.split(' ')[0] ?? '');
        assert.ok(verbs.filter((verb) => verb === 'stats').length <= 2, name);
        assert.ok(verbs.indexOf('sort') > verbs.lastIndexOf('stats'), name);
      }
    });
  }

  it('look for the trace that was given, in the order of its events', () => {
    for (const format of FORMATS) {
      const { text } = queryOf('trace', format, TRACE_ID);
      assert.match(text, new RegExp(`\\| filter traceId = "${TRACE_ID}"\\n\\| sort \\S+ asc\\n`));
    }
  });

  it('have a title of their own, the same in each format', () => {
    const [otlp = [], flat] = FORMATS.map((format) =>
      QUERY_NAMES.map((name) => queryOf(name, format, TRACE_ID).title),
    );
    assert.equal(new Set(otlp).size, QUERY_NAMES.length);
    assert.deepEqual(flat, otlp);
  });

  it('know an error in the format flat by the words of loggers, in any case', () => {
    const errors = ['error', 'ERROR', 'Error', 'fatal', 'crit', 'critical', 'alert', 'emerg', 'err', 'panic'];
    for (const level of errors) assert.ok(isError('flat', level), level);
    for (const level of ['warn', 'info', 'debug', 'no error', '']) assert.ok(!isError('flat', level), level);
  });
});
