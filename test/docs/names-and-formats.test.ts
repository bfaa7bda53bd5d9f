import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { OmittedMember, ResourceSelection } from '../../src/options/options.js';
import { encode, type PartialSettings, TIME } from '../encode/helpers.js';

/** A typical record of a service; docs/names-and-formats.md has its bytes. */
const RECORD = {
  severityText: 'INFO',
  severityNumber: 9,
  body: 'Order 5f0c93e1a7b2 for customer 48213 was accepted by warehouse eu-4 after 17 checks, total 128.90 EUR',
  attributes: {
    'http.method': 'POST',
    'http.route': '/api/v1/carts/{id}/items',
    'http.status_code': 201,
    'user.id': 'u-305177',
    'app.duration_ms': 417.25,
    'app.cache_hit': false,
  },
  spanContext: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 },
  hrTimeObserved: TIME,
  instrumentationScope: { name: 'checkout.orders', version: '1.4.0' },
  resource: {
    attributes: {
      'service.name': 'checkout',
      'service.version': '4.18.2',
      'deployment.environment.name': 'production',
      'host.name': 'ip-10-0-12-34',
      'process.pid': 4242,
    },
  },
};

const MEMBERS: readonly OmittedMember[] = [
  'severityText',
  'severityNumber',
  'traceId',
  'spanId',
  'flags',
  'timeUnixNano',
  'scope',
  'resource',
];

const LATER = { ...RECORD, hrTimeObserved: [TIME[0] + 1, 0] };

function sizeOf(record: object, settings: PartialSettings = {}): number {
  return encode(record, { resource: 'essential', ...settings }).events[0]?.size ?? 0;
}

/** The cost of 100 million events of this size, at $0.50 a GB. */
function bill(size: number): string {
  return `$${((100e6 * size * 0.5) / 2 ** 30).toFixed(2)}`;
}

describe('docs/names-and-formats.md', () => {
  const text = readFileSync('docs/names-and-formats.md', 'utf8');

  it('gives the bytes of each member of a typical record', () => {
    const size = sizeOf(RECORD);
    const bytes = MEMBERS.map((member): [string, number] => [
      member,
      size - sizeOf(RECORD, { omit: [member] }),
    ]);
    bytes.push(['observedTimeUnixNano', sizeOf(LATER) - size]);
    for (const [member, count] of bytes)
      assert.ok(text.includes(`| \`${member}\` | ${count} |`), `${member} ${count}`);
  });

  it('gives the cost of such records, by the resource attributes in them', () => {
    const SELECTIONS: readonly [string, ResourceSelection][] = [
      ["'essential'", 'essential'],
      ["['service.name']", ['service.name']],
      ["'none'", 'none'],
    ];
    for (const [name, resource] of SELECTIONS) {
      const size = sizeOf(RECORD, { resource });
      assert.ok(text.includes(`| \`${name}\` | ${size} | ${bill(size)} |`), `${name} ${size} ${bill(size)}`);
    }
  });
});
