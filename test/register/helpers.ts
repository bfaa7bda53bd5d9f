import type { LocalServer } from '../../src/local-server/index.js';
import type { NodeSdkPackages } from '../../src/register/node-sdk.js';
import { createPackages } from '../../src/register/packages.js';
import { readSettings } from '../../src/register/settings.js';
import type { Surroundings } from '../../src/register/surroundings.js';
import { lineOf } from '../helpers/message.js';

export interface GivenSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeSdk?: NodeSdkPackages;
  readonly commandLine?: readonly string[];
  /** Loads what is requested. */
  readonly load?: () => unknown;
}

/** What the parts of the setup work with, and the messages to the operator. */
export function makeSurroundings({ env = {}, nodeSdk, commandLine = [], load }: GivenSurroundings = {}) {
  const warnings: string[] = [];
  const packages = createPackages();
  const surroundings: Surroundings = {
    settings: readSettings({ OTEL_NODE_RESOURCE_DETECTORS: 'none', ...env }),
    packages: { ...packages, load: load ?? packages.load },
    nodeSdk,
    commandLine,
    report: {
      warn: (message) => void warnings.push(lineOf(message)),
      begin: () => undefined,
      attempt(what, work) {
        try {
          return work();
        } catch (error) {
          warnings.push(`${what}: ${String(error)}`);
          return undefined;
        }
      },
    },
  };
  return { surroundings, warnings };
}

/** Variables with which the exporter sends to the server. */
export function environmentFor(server: LocalServer): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
    AWS_REGION: server.clientConfig.region,
    AWS_ACCESS_KEY_ID: 'LOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
  };
}
