import assert from 'node:assert/strict';
import { messageOf } from '../../src/messages/message.js';
import { type Detectors, readDetectors } from '../../src/register/detector-settings.js';
import type { Environment } from '../../src/util/environment.js';
import { lineOf } from '../helpers/message.js';

const VARIABLE = 'OTEL_NODE_RESOURCE_DETECTORS';

function read(text: string, env: Environment = {}): { detectors: Detectors; warnings: string[] } {
  const warnings: string[] = [];
  return {
    detectors: readDetectors({ ...env, [VARIABLE]: text }, (line) => warnings.push(lineOf(line))),
    warnings,
  };
}

describe('detector-settings', () => {
  const cases: readonly (readonly [text: string, detectors: Detectors])[] = [
    ['', ['service', 'host', 'process']],
    ['all', 'all'],
    ['none', []],
    ['service,HOST', ['service', 'host']],
    ['os, env', ['env', 'os']],
    ['serviceinstance, aws,container', ['serviceinstance', 'container', 'aws']],
  ];
  for (const [text, detectors] of cases) {
    it(`reads ${VARIABLE}="${text}"`, () => assert.deepEqual(read(text), { detectors, warnings: [] }));
  }

  for (const text of ['none', 'host,os']) {
    it(`reports what is not read with ${VARIABLE}=${text}`, () => {
      assert.deepEqual(read(text, { OTEL_SERVICE_NAME: 'shop' }).warnings, [
        lineOf(messageOf('CWL_DETECTORS_LACK_SERVICE', { variables: 'OTEL_SERVICE_NAME' })),
      ]);
    });
  }

  for (const text of ['env,host', 'service', 'all', '']) {
    it(`reports nothing if the service has its name, with ${VARIABLE}="${text}"`, () => {
      const env = { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'a=b' };
      assert.deepEqual(read(text, env).warnings, []);
    });
  }

  it('warns of unknown names', () => {
    assert.deepEqual(read('host,moon'), {
      detectors: ['host'],
      warnings: [
        `CWL_SETTING_INVALID: ${VARIABLE}: expected service, host, process, env, serviceinstance, os, container, aws, alibaba, azure, ` +
          'gcp, all or none, got "moon". register ignores it.',
      ],
    });
  });
});
