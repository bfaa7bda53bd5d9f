import { createEpisode } from '../util/episode.js';

/** After this, somebody should know, even where `diag` has no logger. */
const LASTING_MILLIS = 60_000;

/** Says when the service stops taking events, when that lasts, and when it takes them again. */
export interface OutageWatch {
  /** A call had no answer, or was turned away for now. */
  failed(why: string): void;
  /** A call was answered. */
  answered(): void;
  /** The last call had no answer, or was turned away. */
  readonly isOn: boolean;
}

export interface OutageParts {
  readonly elapsed: () => number;
  readonly say: (message: string) => void;
  /** Called for an outage that lasts: a wrong region looks like one. */
  readonly alarm: (message: string) => void;
  /** Events that wait now. */
  readonly waiting: () => number;
}

export function createOutageWatch({ elapsed, say, alarm, waiting }: OutageParts): OutageWatch {
  const waits = (): string => `${waiting()} wait in the outbox`;
  const episode = createEpisode({
    elapsed,
    lastingMillis: LASTING_MILLIS,
    begins: (why) => say(`CloudWatch Logs does not take events now: ${why}. ${waits()} and are tried again.`),
    lasts: (why, seconds) =>
      alarm(
        `CloudWatch Logs has taken no events for ${seconds} s: ${why}. ${waits()} and are tried again. Check the region, the endpoint and the network.`,
      ),
    ends: (seconds) => say(`CloudWatch Logs takes events again after ${seconds} s. ${waits()}.`),
  });
  return {
    failed: episode.fails,
    answered: episode.works,
    get isOn() {
      return episode.isOn;
    },
  };
}
