import type { Cut, LogEvent } from '../model.js';

/** Events of one destination in the order of their arrival; cheap at both ends. */
export class EventQueue {
  /** Places before the head are empty: a taken event must not be kept in memory by the place it stood in. */
  #places: (LogEvent | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#places.length - this.#head;
  }

  get first(): LogEvent | undefined {
    return this.#places[this.#head];
  }

  push(event: LogEvent): void {
    this.#places.push(event);
  }

  /** Takes the oldest. */
  shift(): LogEvent | undefined {
    const event = this.first;
    if (event !== undefined) this.#advance(this.#head + 1);
    return event;
  }

  /** Takes the newest. */
  pop(): LogEvent | undefined {
    return this.length > 0 ? this.#places.pop() : undefined;
  }

  takeBatch(cut: Cut): LogEvent[] {
    const { batch, passedOver, next } = cut(this.#places, this.#head);
    const head = next - passedOver.length;
    this.#write(passedOver, head);
    this.#advance(head);
    return batch;
  }

  /** Puts events back among those that arrived before and after them. */
  putBack(events: readonly LogEvent[]): void {
    const newest = events.reduce((latest, { arrival }) => Math.max(latest, arrival), -1);
    let end = this.#head;
    while (end < this.#places.length && this.#places[end]!.arrival < newest) end++;
    const front = [...this.#eventsTo(end), ...events].toSorted(byArrival);
    if (front.length <= end) {
      // The places that they were taken from are still free: what waits behind them need not move.
      this.#head = end - front.length;
      this.#write(front, this.#head);
    } else {
      this.#places = [...front, ...this.#places.slice(end)];
      this.#head = 0;
    }
  }

  /** Takes those that are meant, wherever they stand. */
  remove(isMeant: (event: LogEvent) => boolean): LogEvent[] {
    const events = this.toArray();
    const removed = events.filter(isMeant);
    if (removed.length > 0) {
      this.#places = events.filter((event) => !isMeant(event));
      this.#head = 0;
    }
    return removed;
  }

  toArray(): LogEvent[] {
    return this.#eventsTo(this.#places.length);
  }

  #eventsTo(end: number): LogEvent[] {
    return this.#places.slice(this.#head, end).filter((event) => event !== undefined);
  }

  #write(events: readonly LogEvent[], at: number): void {
    for (const [index, event] of events.entries()) this.#places[at + index] = event;
  }

  #advance(head: number): void {
    if (head * 2 >= this.#places.length) {
      this.#places = this.#places.slice(head);
      this.#head = 0;
    } else {
      this.#places.fill(undefined, this.#head, head);
      this.#head = head;
    }
  }
}

function byArrival(a: LogEvent, b: LogEvent): number {
  return a.arrival - b.arrival;
}
