import { messageOf } from '../messages/message.js';
import { type Environment, invalid, listOf, textOf, type Warn } from './environment-text.js';

const VARIABLE = 'OTEL_NODE_RESOURCE_DETECTORS';

/**
 * Names of OTEL_NODE_RESOURCE_DETECTORS: those of the 3.x line (`service`, `host`, `process`), those of the 2.x line,
 * and those of clouds and containers.
 */
export const DETECTOR_NAMES = [
  'service',
  'host',
  'process',
  'env',
  'serviceinstance',
  'os',
  'container',
  'aws',
  'alibaba',
  'azure',
  'gcp',
] as const;
export type DetectorName = (typeof DETECTOR_NAMES)[number];

/** Those of NodeSDK. Those of clouds ask the network, which not every host answers, so they want to be named. */
const BY_DEFAULT: readonly DetectorName[] = ['service', 'host', 'process'];

/** What only the detectors `env` and `service` read. */
const READ_BY_SERVICE = ['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'] as const;

/** What is asked for by name; with `all`, no package that brings one needs to be there. */
export type Detectors = readonly DetectorName[] | 'all';

export function readDetectors(env: Environment, warn: Warn): Detectors {
  const names = listOf(env, VARIABLE);
  if (names.length === 0) return BY_DEFAULT;
  if (names.includes('all')) return 'all';
  // NodeSDK leaves them out as well, and the name of the service would be missing in both.
  const unread = READ_BY_SERVICE.filter((variable) => textOf(env, variable) !== '');
  if (unread.length > 0 && !names.includes('env') && !names.includes('service')) {
    warn(messageOf('CWL_DETECTORS_LACK_SERVICE', { variables: unread.join(' and ') }));
  }
  if (names.includes('none')) return [];
  for (const name of names) {
    if (DETECTOR_NAMES.some((known) => known === name)) continue;
    warn(invalid(VARIABLE, `${DETECTOR_NAMES.join(', ')}, all or none`, name));
  }
  return DETECTOR_NAMES.filter((known) => names.includes(known));
}
