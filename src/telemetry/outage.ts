import { type Message, messageOf } from '../messages/message.js';
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
  readonly say: (message: Message) => void;
  /** Called for an outage that lasts: a wrong region looks like one. */
  readonly alarm: (message: Message) => void;
  /** Events that wait now. */
  readonly waiting: () => number;
}

export function createOutageWatch({ elapsed, say, alarm, waiting }: OutageParts): OutageWatch {
  const episode = createEpisode({
    elapsed,
    lastingMillis: LASTING_MILLIS,
    begins: (why) => say(messageOf('CWL_OUTAGE', { why, waiting: waiting() })),
    lasts: (why, seconds) => alarm(messageOf('CWL_OUTAGE_LASTS', { seconds, why, waiting: waiting() })),
    ends: (seconds) => say(messageOf('CWL_OUTAGE_ENDED', { seconds, waiting: waiting() })),
  });
  return {
    failed: episode.fails,
    answered: episode.works,
    get isOn() {
      return episode.isOn;
    },
  };
}
