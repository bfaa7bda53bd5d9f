/** What a service of the soak is to do. */
export interface SoakSettings {
  readonly options: object;
  readonly recordsASecond: number;
  readonly recordBytes: number;
  /** Records go to these in turn. */
  readonly streams: number;
}

/** What it says of itself. */
export interface SoakReport {
  /** Bytes of resident memory. */
  readonly rss: number;
  readonly emitted: number;
  readonly lost: number;
}
