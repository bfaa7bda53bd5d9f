/** `sequence` counts arrivals over all streams: it orders events of one millisecond and identifies the event. */
export interface LoggedEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
  readonly sequence: number;
}

/** A position between two events: just before an event with this timestamp and sequence, whether it exists or not. */
export interface Position {
  readonly timestamp: number;
  readonly sequence: number;
}

const SEQUENCE_DIGITS = 28;

/** 56 digits, like the event ids of the service; sorts in the order of the events. */
export function eventId({ timestamp, sequence }: Position): string {
  return String(timestamp).padStart(SEQUENCE_DIGITS, '0') + String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

export function positionOf(id: string): Position | undefined {
  if (!/^\d{56}$/.test(id)) return undefined;
  return { timestamp: Number(id.slice(0, SEQUENCE_DIGITS)), sequence: Number(id.slice(SEQUENCE_DIGITS)) };
}

/** The position right after an event. */
export function after({ timestamp, sequence }: Position): Position {
  return { timestamp, sequence: sequence + 1 };
}

/** The events of one stream. Appending in order is free; events out of order are sorted at the next read. */
export class EventLog {
  /** UTF-8 bytes of the messages. */
  bytes = 0;
  /** How many of its events are loss notices of the exporter. */
  notices = 0;
  #events: LoggedEvent[] = [];
  #inOrder = true;

  get size(): number {
    return this.#events.length;
  }

  append(event: LoggedEvent): void {
    const last = this.#events.at(-1);
    if (last !== undefined && event.timestamp < last.timestamp) this.#inOrder = false;
    this.#events.push(event);
  }

  /** By timestamp, then by arrival. */
  sorted(): readonly LoggedEvent[] {
    if (!this.#inOrder) {
      // The sort is stable and later arrivals come after earlier ones, so ties keep the order of arrival.
      this.#events.sort((a, b) => a.timestamp - b.timestamp);
      this.#inOrder = true;
    }
    return this.#events;
  }

  /** Index of the first event at or after a position. */
  indexAt(place: Position): number {
    const events = this.sorted();
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = events[middle];
      if (event !== undefined && isBefore(event, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  forgetUpTo(sequence: number): void {
    if (this.#events.some((event) => event.sequence <= sequence)) {
      this.#events = this.#events.filter((event) => event.sequence > sequence);
    }
  }
}

export function isBefore(event: Position, place: Position): boolean {
  return (
    event.timestamp < place.timestamp ||
    (event.timestamp === place.timestamp && event.sequence < place.sequence)
  );
}
