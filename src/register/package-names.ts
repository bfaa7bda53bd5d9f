/** Names of packages whose register starts an SDK. */
export const AUTO_INSTRUMENTATIONS = '@opentelemetry/auto-instrumentations-node';
export const AWS_DISTRIBUTION = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';
