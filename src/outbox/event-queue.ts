import { arrivalOf, countOf, inArrivalOrder, partition } from '../events/runs.js';
import type { BatchCutter, EventBlock, EventRun } from '../events/model.js';

/** Events of one destination in the order of their arrival; fast at both ends. */
export class EventQueue {
  /** Places before the head are empty, so that an event that was taken does not stay in memory. */
  #places: (EventRun | undefined)[] = [];
  #head = 0;
  #length = 0;

  /** Events, not runs. */
  get length(): number {
    return this.#length;
  }

  /** The run of the oldest. */
  get first(): EventRun | undefined {
    return this.#places[this.#head];
  }

  /** The run of the newest. */
  get last(): EventRun | undefined {
    return this.#length > 0 ? this.#places[this.#places.length - 1] : undefined;
  }

  /** Arrival of the oldest. */
  get arrival(): number {
    const { first } = this;
    return first === undefined ? Infinity : arrivalOf(first);
  }

  push(run: EventRun): void {
    const last = this.#places[this.#places.length - 1];
    if (last !== undefined && last.block === run.block && last.to === run.from) {
      this.#places[this.#places.length - 1] = { ...last, to: run.to };
    } else {
      this.#places.push(run);
    }
    this.#length += run.to - run.from;
  }

  /** Takes the oldest. */
  shift(): EventRun | undefined {
    const first = this.#places[this.#head];
    if (first === undefined) return undefined;
    this.#skip(1);
    return { ...first, to: first.from + 1 };
  }

  /** Takes the newest. */
  pop(): EventRun | undefined {
    const last = this.#length > 0 ? this.#places.pop() : undefined;
    if (last === undefined) return undefined;
    const to = last.to - 1;
    if (to > last.from) this.#places.push({ ...last, to });
    this.#length--;
    return { ...last, from: to };
  }

  takeBatch(cut: BatchCutter): EventRun[] {
    const { batch, passedOver, seen } = cut(this.#places, this.#head);
    this.#skip(seen);
    this.#putInFront(passedOver);
    return batch;
  }

  /** Puts events back between those that arrived before and after them. */
  putBack(runs: readonly EventRun[]): void {
    const newest = runs.reduce((latest, run) => Math.max(latest, arrivalOf(run)), -1);
    let end = this.#head;
    while (end < this.#places.length && arrivalOf(this.#places[end]!) < newest) end++;
    const before = this.#runsTo(end);
    this.#length -= countOf(before);
    this.#advance(end);
    this.#putInFront(inArrivalOrder([...before, ...runs]));
  }

  /** Takes the given events, wherever they are. */
  remove(isMeant: (block: EventBlock, index: number) => boolean): EventRun[] {
    const { meant, others } = partition(this.toArray(), isMeant);
    if (meant.length > 0) {
      this.#places = others;
      this.#head = 0;
      this.#length -= countOf(meant);
    }
    return meant;
  }

  toArray(): EventRun[] {
    return this.#runsTo(this.#places.length);
  }

  #runsTo(end: number): EventRun[] {
    return this.#places.slice(this.#head, end).filter((run) => run !== undefined);
  }

  /** Removes this many of the oldest. */
  #skip(count: number): void {
    this.#length -= count;
    let head = this.#head;
    let left = count;
    while (left > 0) {
      const run = this.#places[head]!;
      const length = run.to - run.from;
      if (length > left) {
        this.#places[head] = { ...run, from: run.from + left };
        break;
      }
      left -= length;
      head++;
    }
    this.#advance(head);
  }

  #putInFront(runs: readonly EventRun[]): void {
    this.#length += countOf(runs);
    if (runs.length <= this.#head) {
      // Free places before the waiting events, which need not move.
      this.#head -= runs.length;
      for (const [index, run] of runs.entries()) this.#places[this.#head + index] = run;
    } else {
      this.#places = [...runs, ...this.#places.slice(this.#head)];
      this.#head = 0;
    }
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
