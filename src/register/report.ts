import { diag } from '@opentelemetry/api';
import { type Message, messageOf } from '../messages/message.js';
import type { Warn } from './environment-text.js';
import { REGISTER } from './package-names.js';

/** Messages to the operator during the setup. */
export interface Report {
  readonly warn: Warn;
  /** Runs a step of the setup. If it fails, that is reported, and the service starts without it. */
  attempt<T>(what: string, work: () => T): T | undefined;
  /** Writes the messages so far, and each later one at once. */
  begin(): void;
}

/** Keeps messages until there is a logger for them. */
export function createReport(): Report {
  const logger = diag.createComponentLogger({ namespace: REGISTER });
  const waiting: Message[] = [];
  let warn: Warn = (message) => void waiting.push(message);
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
      waiting.splice(0).forEach(warn);
    },
  };
}
