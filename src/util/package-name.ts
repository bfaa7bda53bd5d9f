/** The name of this package: of the command, of the scopes, and of what is shared in a process or on a disk. */
export const PACKAGE_NAME = 'opentelemetry-exporter-cloudwatch-logs';
