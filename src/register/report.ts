import { diag } from '@opentelemetry/api';
import type { Warn } from './environment-text.js';

/** What there is to say to the operator while everything is set up. */
export interface Report {
  readonly warn: Warn;
  /** Runs a piece of work; where it fails, that is reported, and it is no reason for a service not to start. */
  attempt<T>(what: string, work: () => T): T | undefined;
  /** Says what was held back, and from now on everything at once. */
  begin(): void;
}

/** Holds lines back until there is a logger for them. */
export function createReport(): Report {
  const logger = diag.createComponentLogger({ namespace: 'opentelemetry-exporter-cloudwatch-logs/register' });
  const lines: string[] = [];
  let warn: Warn = (line) => void lines.push(line);
  return {
    warn: (line) => warn(line),
    attempt(what, work) {
      try {
        return work();
      } catch (error) {
        warn(`could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
    begin() {
      warn = (line) => logger.warn(line);
      lines.splice(0).forEach(warn);
    },
  };
}
