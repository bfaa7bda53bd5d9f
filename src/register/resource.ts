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
import type { Packages } from './packages.js';
import type { DetectorName } from './settings.js';

const AWS_PACKAGE = '@opentelemetry/resource-detector-aws';

const DETECTORS: Readonly<Record<Exclude<DetectorName, 'aws'>, ResourceDetector>> = {
  env: envDetector,
  host: hostDetector,
  process: processDetector,
  serviceinstance: serviceInstanceIdDetector,
  os: osDetector,
};

/** Describes this process, as NodeSDK would by the same environment. */
export function detectResource(
  { packages, warn }: { readonly packages: Packages; readonly warn: (message: string) => void },
  { detectors, mustHaveAws }: { readonly detectors: readonly DetectorName[]; readonly mustHaveAws: boolean },
): Resource {
  const found = detectors.flatMap((name): ResourceDetector[] => {
    if (name !== 'aws') return [DETECTORS[name]];
    const file = packages.find(AWS_PACKAGE);
    if (file !== undefined) return awsDetectors(packages.load(file));
    if (mustHaveAws) warn(`OTEL_NODE_RESOURCE_DETECTORS names aws: npm i ${AWS_PACKAGE}`);
    return [];
  });
  return defaultResource().merge(detectResources({ detectors: found }));
}

/** All that the package has: EC2, ECS, EKS, Lambda, Beanstalk. */
function awsDetectors(module: Readonly<Record<string, ResourceDetector>>): ResourceDetector[] {
  return Object.entries(module)
    .filter(([name]) => /^aws\w+Detector$/.test(name))
    .map(([, detector]) => detector);
}
