import { type Message, messageOf } from '../messages/message.js';
import { DAY_MILLIS } from '../util/durations.js';

const GIGABYTE = 1e9;

/** Counts the billed bytes, to estimate the bytes of a day. */
export interface Volume {
  add(bytes: number): void;
  /** Reports the estimate, if anything was sent. */
  tell(): void;
}

export function createVolume(elapsed: () => number, info: (message: Message) => void): Volume {
  const since = elapsed();
  let sent = 0;
  return {
    add(bytes) {
      sent += bytes;
    },
    tell() {
      const millis = elapsed() - since;
      if (sent === 0 || millis <= 0) return;
      const perDay = ((sent / millis) * DAY_MILLIS) / GIGABYTE;
      info(
        messageOf('CWL_VOLUME', {
          bytes: sent.toLocaleString('en-US'),
          seconds: Math.round(millis / 1000),
          gigabytes: perDay.toLocaleString('en-US', { maximumSignificantDigits: 2 }),
        }),
      );
    },
  };
}
