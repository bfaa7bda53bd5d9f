/** The settings of a service of the soak. */
export interface SoakSettings {
  readonly options: object;
  readonly recordsASecond: number;
  readonly recordBytes: number;
  /** Records go to these in turn. */
  readonly streams: number;
}

/** A report of the service. */
export interface SoakReport {
  /** Bytes of resident memory. */
  readonly rss: number;
  readonly emitted: number;
  readonly lost: number;
}
