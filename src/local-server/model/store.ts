import type { EventLog } from './event-log.js';
import { isLossNotice } from './loss-notice.js';
import { groupNotFound, streamNotFound } from './service-error.js';

export interface Stream {
  readonly name: string;
  readonly creationTime: number;
  readonly log: EventLog;
  lastIngestionTime: number | undefined;
}

export interface Group {
  readonly name: string;
  readonly creationTime: number;
  readonly logGroupClass: string;
  readonly kmsKeyId: string | undefined;
  readonly deletionProtectionEnabled: boolean;
  readonly tags: Map<string, string>;
  readonly streams: Map<string, Stream>;
  retentionInDays: number | undefined;
}

export interface NewEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** What one accepted call stored: the unit in which the oldest events are forgotten. */
interface Put {
  readonly stream: Stream;
  readonly lastSequence: number;
  readonly count: number;
  readonly notices: number;
  readonly bytes: number;
}

// Forgetting visits every stream, so it makes room for several calls at once.
const KEPT_SHARE = 0.9;

/** Groups, streams and their events, bounded: when too much is stored, the oldest calls are forgotten. */
export class Store {
  readonly groups = new Map<string, Group>();
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #onStored: () => void;
  #puts: Put[] = [];
  #sequence = 0;
  #events = 0;
  #bytes = 0;
  #dropped = 0;
  #notices = 0;

  constructor(bounds: { maxEvents: number; maxBytes: number }, onStored: () => void) {
    this.#maxEvents = bounds.maxEvents;
    this.#maxBytes = bounds.maxBytes;
    this.#onStored = onStored;
  }

  get size(): number {
    return this.#events;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Events that arrived and were not deleted, including forgotten ones, but without loss notices of the exporter. */
  get arrived(): number {
    return this.#events + this.#dropped - this.#notices;
  }

  group(name: string): Group {
    const group = this.groups.get(name);
    if (group === undefined) throw groupNotFound();
    return group;
  }

  stream(groupName: string, streamName: string): Stream {
    const stream = this.group(groupName).streams.get(streamName);
    if (stream === undefined) throw streamNotFound();
    return stream;
  }

  append(stream: Stream, events: readonly NewEvent[], bytes: number, ingestionTime: number): void {
    for (const { timestamp, message } of events) {
      this.#sequence += 1;
      stream.log.append({ timestamp, message, ingestionTime, sequence: this.#sequence });
    }
    stream.log.bytes += bytes;
    stream.lastIngestionTime = ingestionTime;
    const notices = events.filter(({ message }) => isLossNotice(message)).length;
    stream.log.notices += notices;
    this.#puts.push({ stream, lastSequence: this.#sequence, count: events.length, notices, bytes });
    this.#events += events.length;
    this.#notices += notices;
    this.#bytes += bytes;
    if (this.#events > this.#maxEvents || this.#bytes > this.#maxBytes) this.#forgetOldest();
    this.#onStored();
  }

  deleteGroup(name: string): void {
    const group = this.group(name);
    this.#release(new Set(group.streams.values()));
    this.groups.delete(name);
  }

  deleteStream(groupName: string, streamName: string): void {
    this.#release(new Set([this.stream(groupName, streamName)]));
    this.group(groupName).streams.delete(streamName);
  }

  clear(): void {
    this.groups.clear();
    this.#puts = [];
    this.#events = 0;
    this.#bytes = 0;
    this.#dropped = 0;
    this.#notices = 0;
  }

  #release(streams: ReadonlySet<Stream>): void {
    for (const { log } of streams) {
      this.#events -= log.size;
      this.#bytes -= log.bytes;
      this.#notices -= log.notices;
    }
    this.#puts = this.#puts.filter(({ stream }) => !streams.has(stream));
  }

  #forgetOldest(): void {
    let forgotten = 0;
    let cutoff = 0;
    while (this.#events > this.#maxEvents * KEPT_SHARE || this.#bytes > this.#maxBytes * KEPT_SHARE) {
      const put = this.#puts[forgotten];
      if (put === undefined) break;
      forgotten += 1;
      cutoff = put.lastSequence;
      this.#events -= put.count;
      this.#bytes -= put.bytes;
      this.#dropped += put.count;
      put.stream.log.bytes -= put.bytes;
      put.stream.log.notices -= put.notices;
    }
    this.#puts.splice(0, forgotten);
    for (const group of this.groups.values()) {
      for (const stream of group.streams.values()) stream.log.forgetUpTo(cutoff);
    }
  }
}
