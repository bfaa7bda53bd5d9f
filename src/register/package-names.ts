import { PACKAGE_NAME } from '../util/package-name.js';

/** The module of the zero-code entry. */
export const REGISTER = `${PACKAGE_NAME}/register`;

/** Names of packages whose register starts an SDK. */
export const AUTO_INSTRUMENTATIONS = '@opentelemetry/auto-instrumentations-node';
export const AWS_DISTRIBUTION = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';
