import { type Message, messageOf } from '../messages/message.js';
import { createEpisode } from '../util/episode.js';

/** After this time an operator should know, even where `diag` has no logger. */
const LASTING_MILLIS = 60_000;

/** Reports when the service stops accepting events, when that lasts, and when it accepts them again. */
export interface OutageWatch {
  /** A call had no answer, or was refused temporarily. */
  failed(why: string): void;
  /** A call was answered. */
  answered(): void;
  /** The last call had no answer, or was refused temporarily. */
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
