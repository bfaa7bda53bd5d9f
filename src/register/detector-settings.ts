import { messageOf } from '../messages/message.js';
import { invalid, wordsIn, trimmedValue, type Warn } from './environment-text.js';
import type { Environment } from '../util/environment.js';

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

/** The defaults of NodeSDK. Detectors of clouds send requests that not every host answers, so they must be named. */
const BY_DEFAULT: readonly DetectorName[] = ['service', 'host', 'process'];

/** What only the detectors `env` and `service` read. */
const READ_BY_SERVICE = ['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'] as const;

/** Detectors named explicitly; for `all`, their packages need not be installed. */
export type Detectors = readonly DetectorName[] | 'all';

export function readDetectors(env: Environment, warn: Warn): Detectors {
  const names = wordsIn(env, VARIABLE);
  if (names.length === 0) return BY_DEFAULT;
  if (names.includes('all')) return 'all';
  // NodeSDK ignores them as well, and the service name would be missing in both.
  const unread = READ_BY_SERVICE.filter((variable) => trimmedValue(env, variable) !== '');
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
