import { diag } from '@opentelemetry/api';
import { type Message, messageOf } from '../messages/message.js';
import type { Warn } from './environment-text.js';

/** What there is to say to the operator while everything is set up. */
export interface Report {
  readonly warn: Warn;
  /** Runs a piece of work; where it fails, that is reported, and it is no reason for a service not to start. */
  attempt<T>(what: string, work: () => T): T | undefined;
  /** Says what was held back, and from now on everything at once. */
  begin(): void;
}

/** Holds messages back until there is a logger for them. */
export function createReport(): Report {
  const logger = diag.createComponentLogger({ namespace: 'opentelemetry-exporter-cloudwatch-logs/register' });
  const held: Message[] = [];
  let warn: Warn = (message) => void held.push(message);
  return {
    warn: (message) => warn(message),
    attempt(what, work) {
      try {
        return work();
      } catch (error) {
        warn(messageOf('CWL_SETUP_FAILED', { what, error: String(error) }));
        return undefined;
      }
    },
    begin() {
      warn = ({ code, text }) => logger.warn(`${code}: ${text}`);
      held.splice(0).forEach(warn);
    },
  };
}
