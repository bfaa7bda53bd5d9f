import type { Destination } from '../events/model.js';
import { type Message, messageOf } from '../messages/message.js';
import { createEpisode, type Episode } from '../util/episode.js';

/** Names that are followed for each kind, so that very many names cause no flood of messages. */
const MAX_NAMES = 100;

/** A failure that an operator must resolve: of one kind, for many names (log groups), or for all of them. */
export interface Blocker {
  readonly kind: string;
  /** Empty where the failure has no name. */
  readonly name: string;
}

/** Follows failures that block streams until an operator acts. */
export interface Blockers {
  /** The failure blocks the stream. The message is used if it has just begun. */
  began(blocker: Blocker, destination: Destination, message: () => Message): void;
  /** The service has accepted events of the stream. */
  ended(destination: Destination): void;
}

export interface BlockersParts {
  readonly elapsed: () => number;
  /** Called the first time. */
  readonly errorOnce: (message: Message, name: string) => void;
  readonly say: (message: Message) => void;
  /** Events that wait now. */
  readonly waiting: () => number;
}

interface Followed {
  readonly episode: Episode;
  readonly blocked: Set<Destination>;
  /** The last stream that was freed; the message names it for all. */
  freed: Destination | undefined;
  message: () => Message;
}

export function createBlockers({ elapsed, errorOnce, say, waiting }: BlockersParts): Blockers {
  const kinds = new Map<string, Map<string, Followed>>();
  /** The failures that block streams now. */
  const active = new Set<Followed>();

  function follow({ kind, name }: Blocker, message: () => Message): Followed {
    const followed: Followed = {
      blocked: new Set(),
      freed: undefined,
      message,
      episode: createEpisode({
        elapsed,
        begins(_why, toldBefore) {
          if (toldBefore === 0) errorOnce(followed.message(), nameOf(kind, name));
          else say(followed.message());
        },
        ends(seconds) {
          const logGroupName = followed.freed?.logGroupName ?? '';
          say(messageOf('CWL_DELIVERY_RESUMED', { logGroupName, seconds, kind, waiting: waiting() }));
        },
      }),
    };
    return followed;
  }

  return {
    began(blocker, destination, message) {
      const { kind, name } = blocker;
      const names = kinds.get(kind) ?? new Map<string, Followed>();
      kinds.set(kind, names);
      let followed = names.get(name);
      if (followed === undefined) {
        if (names.size >= MAX_NAMES) return errorOnce(message(), nameOf(kind, name));
        names.set(name, (followed = follow(blocker, message)));
      }
      followed.blocked.add(destination);
      followed.message = message;
      active.add(followed);
      followed.episode.fails(kind);
    },
    ended(destination) {
      for (const followed of active) {
        if (!followed.blocked.delete(destination) || followed.blocked.size > 0) continue;
        active.delete(followed);
        followed.freed = destination;
        followed.episode.works();
      }
    },
  };
}

/** Several kinds may have one code. */
function nameOf(kind: string, name: string): string {
  return `${kind} ${name}`;
}
