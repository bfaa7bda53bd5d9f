/** The nouns of the benchmark. Types only. */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

export type SubjectName =
  | 'ours-gzip'
  | 'ours-none'
  | 'processor-gzip'
  | 'processor-none'
  | 'noop'
  | 'naive'
  | 'naive-side-by-side'
  | 'otlp-proto'
  | 'otlp-proto-gzip'
  | 'otlp-json'
  | 'otlp-json-gzip'
  | 'winston-cloudwatch'
  | 'floor'
  | 'floor-gzip'
  | 'idle';

export type RecordKind = 'typical' | 'ascii' | 'non-latin' | 'nested';

/**
 * How records are handed over: in arrays to the exporter; through the BatchLogRecordProcessor as fast as it takes
 * them; in arrays, each alone, with an eye on the turns of the event loop; or through the processor at a mild, steady
 * rate. The last three begin at `logger.emit`: as fast as records are taken, 20,000 a second, and 200 a second.
 */
export type Drive = 'exports' | 'processor' | 'turns' | 'mild' | 'emit' | 'emit-steady' | 'emit-mild';

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly kind: RecordKind;
  readonly drive: Drive;
  /** Records of one measurement, rounded up to whole exports; fewer for subjects that would take minutes. */
  readonly records: number;
  readonly fewerRecords?: Partial<Record<SubjectName, number>>;
  readonly exportSize: number;
  /** Log streams that the records of one export are for, in turn. */
  readonly streams: number;
  /** What the sink waits before it answers. */
  readonly latencyMillis: number;
  readonly subjects: readonly SubjectName[];
  /** Runs on this major version of Node instead of the runner's. */
  readonly node?: number;
  /** Rounds, where they differ from the run's. */
  readonly rounds?: number;
  /** All subjects at once instead of one after the other: for what is nearly idle. */
  readonly sideBySide?: boolean;
}

/** What one process measures. */
export interface Job {
  readonly subject: SubjectName;
  readonly kind: RecordKind;
  readonly drive: Drive;
  readonly records: number;
  readonly warmUpRecords: number;
  readonly exportSize: number;
  readonly streams: number;
  readonly poolSize: number;
  readonly url: string;
  /** Where a CPU profile of the measured part goes, if one is wanted. */
  readonly profile?: string;
}

/** What a process measured of itself. Absent if there is nothing to measure. */
export interface SelfMeasurement {
  readonly records: number;
  readonly seconds: number;
  /** Microseconds of all threads. */
  readonly cpuMicros: number;
  /** Microseconds of the main thread; unknown on some systems. */
  readonly mainMicros: number | undefined;
  /** Bytes: highest seen while sending, less what there was before the first export. */
  readonly rssGrowth: number;
  /** The same, less what there was after the warm-up. */
  readonly rssGrowthWarm: number;
  /** Bytes: what is left of the heap and beside it after the end and a collection, less the same before the first export. */
  readonly heldGrowth: number;
  /** Milliseconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number } | undefined;
  /** Milliseconds, one for each export whose turns were watched. */
  readonly longestTurns: readonly number[];
}

/** What the sink saw. */
export interface SinkReport {
  readonly requests: number;
  /** All bytes received, headers included. */
  readonly wireBytes: number;
  readonly events: number;
  /** Bytes of the largest body, before compression. */
  readonly largestBody: number;
  /** Bytes of the messages, counted only by a sink that parses. */
  readonly messageBytes: number;
}

export interface Measurement extends SelfMeasurement {
  readonly workload: string;
  readonly subject: SubjectName;
  readonly sink: SinkReport;
}

/** Microseconds of CPU a record, by what they were spent on. */
export interface ProfiledJob {
  readonly workload: string;
  readonly subject: SubjectName;
  readonly microsByGroup: Readonly<Record<string, number>>;
}

/** Something that sends records. */
export interface Subject {
  /** Hands records over; resolves when it would take more. */
  hand(records: ReadableLogRecord[]): Promise<void>;
  /** Sends at once what it holds, if it can. */
  flush?(): Promise<void>;
  /** Sends what it still holds, and releases everything. */
  end(): Promise<void>;
}

/** Messages between a measuring process and the runner. */
export type FromChild =
  { readonly type: 'warm' } | { readonly type: 'measured'; readonly measurement: SelfMeasurement };

/** Messages between the runner and the sink. */
export type ToSink =
  | { readonly type: 'reset'; readonly port: number }
  | { readonly type: 'close'; readonly port: number }
  | { readonly type: 'open'; readonly latencyMillis: number; readonly parses: boolean };
