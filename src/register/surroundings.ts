import type { NodeSdkPackages } from './node-sdk.js';
import type { Packages } from './packages.js';
import type { Report } from './report.js';
import type { Settings } from './settings.js';

/** What the parts of the setup work with. */
export interface Surroundings {
  readonly settings: Settings;
  readonly packages: Packages;
  /** Undefined where auto-instrumentations are not installed. */
  readonly nodeSdk: NodeSdkPackages | undefined;
  /** Flags of Node. */
  readonly commandLine: readonly string[];
  readonly report: Report;
}
