import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { Resource, ResourceDetector } from '@opentelemetry/resources';
import { messageOf } from '../messages/message.js';
import type { DetectorName, Detectors } from './detector-settings.js';
import type { Warn } from './environment-text.js';
import type { Packages } from './packages.js';
import { withEnvironment } from './with-environment.js';

type Makers = Readonly<Record<DetectorName, () => readonly ResourceDetector[]>>;

/** The part of auto-instrumentations that is used; they contain the detectors of clouds and containers. */
export interface DetectorsByEnvironment {
  getResourceDetectors(): ResourceDetector[];
}

/**
 * The detectors of these names, in the order in which a later one wins: the environment is last.
 *
 * @param loadAuto - undefined where auto-instrumentations are not installed
 */
export function createDetectors(
  names: Detectors,
  {
    packages,
    loadAuto,
    warn,
  }: {
    readonly packages: Packages;
    readonly loadAuto: (() => DetectorsByEnvironment) | undefined;
    readonly warn: Warn;
  },
): ResourceDetector[] {
  const fromAuto = (name: DetectorName): readonly ResourceDetector[] =>
    withEnvironment({ OTEL_NODE_RESOURCE_DETECTORS: name }, () => loadAuto?.().getResourceDetectors() ?? []);

  const others = (name: DetectorName, packageName: string) => (): readonly ResourceDetector[] => {
    const found = fromAuto(name);
    if (found.length > 0) return found;
    const file = packages.find(packageName);
    if (file !== undefined) return detectorsIn(packages.load(file));
    if (names !== 'all') {
      const setting = `${name} in OTEL_NODE_RESOURCE_DETECTORS`;
      warn(messageOf('CWL_PACKAGE_MISSING', { setting, packages: packageName }));
    }
    return [];
  };

  const makers: Makers = {
    serviceinstance: () => [serviceInstanceIdDetector],
    process: () => [processDetector],
    host: () => [hostDetector, osDetector],
    os: () => [osDetector],
    container: others('container', '@opentelemetry/resource-detector-container'),
    aws: others('aws', '@opentelemetry/resource-detector-aws'),
    alibaba: others('alibaba', '@opentelemetry/resource-detector-alibaba-cloud'),
    azure: others('azure', '@opentelemetry/resource-detector-azure'),
    gcp: others('gcp', '@opentelemetry/resource-detector-gcp'),
    service: () => [serviceInstanceIdDetector, envDetector],
    env: () => [envDetector],
  };
  return Object.entries(makers)
    .filter(([name]) => names === 'all' || names.some((given) => given === name))
    .flatMap(([, make]) => make());
}

/** Describes this process, as NodeSDK would by the same names. */
export function detectResource(...args: Parameters<typeof createDetectors>): Resource {
  return defaultResource().merge(detectResources({ detectors: createDetectors(...args) }));
}

/** All detectors of a package: for AWS these are EC2, ECS, EKS, Lambda and Beanstalk. */
function detectorsIn(module: Readonly<Record<string, ResourceDetector>>): ResourceDetector[] {
  return Object.entries(module)
    .filter(([name]) => /^[a-z]\w*Detector$/.test(name))
    .map(([, detector]) => detector);
}
