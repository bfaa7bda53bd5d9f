import type { LossReason } from '../../events/model.js';
import { LOSS_EVENT_NAME } from '../../ingest/loss-notices.js';

/** Formats whose events have fields that a query can name. */
export type QueryFormat = 'otlp' | 'flat';

export interface Query {
  readonly title: string;
  readonly text: string;
}

export const QUERY_NAMES = ['errors', 'trace', 'routes', 'losses', 'duplicates'] as const;
export type QueryName = (typeof QUERY_NAMES)[number];

/** The field of each value in a format. */
interface Fields {
  readonly attribute: (key: string) => string;
  readonly service: string;
  readonly isError: string;
  /** The columns that a person reads, in order. */
  readonly shown: string;
  /** What orders the events of a trace. */
  readonly time: string;
  /** The time from the first to the last event, in milliseconds. */
  readonly millis: string;
}

const FIELDS: Readonly<Record<QueryFormat, Fields>> = {
  otlp: {
    attribute: (key) => `attributes.${key}`,
    service: 'resource.attributes.service.name',
    isError: 'severityNumber >= 17',
    shown: '@timestamp, severityText, resource.attributes.service.name as service, scope.name, body',
    // This format orders events of the same millisecond.
    time: 'timeUnixNano',
    millis: '(max(timeUnixNano) - min(timeUnixNano)) / 1000000',
  },
  flat: {
    attribute: (key) => key,
    service: 'service',
    // The level is the text of the logger, in its own case.
    isError: 'level like /(?i)^(err|fatal|crit|alert|emerg|panic)/',
    shown: '@timestamp, level, service, message',
    time: '@timestamp',
    millis: 'max(@timestamp) - min(@timestamp)',
  },
};

const REASONS: Readonly<Record<LossReason, true>> = {
  outbox_full: true,
  empty: true,
  encode_failed: true,
  oversized: true,
  invalid: true,
  too_old: true,
  too_new: true,
  expired: true,
  damaged: true,
  shutdown: true,
};

/** A Logs Insights query for events that the exporter writes in a format. Pure. */
export function queryOf(name: QueryName, format: QueryFormat, traceId: string): Query {
  const { attribute, service, isError, shown, time, millis } = FIELDS[format];
  switch (name) {
    case 'errors':
      return query('errors by service', [
        `filter ${isError}`,
        `stats count(*) as errors, latest(@timestamp) as last by ${service}`,
        'sort errors desc',
      ]);
    case 'trace':
      return query('one trace in order, over all log groups that you choose', [
        `fields ${shown}`,
        `filter traceId = "${traceId}"`,
        `sort ${time} asc`,
        'limit 1000',
      ]);
    case 'routes':
      return query('slowest routes: from the first to the last event of each trace', [
        `fields coalesce(${attribute('http.route')}, ${attribute('url.path')}) as path`,
        'filter ispresent(traceId)',
        // The last event of a trace may not have one.
        `stats ${millis} as ms, sortsLast(path) as route by traceId`,
        'filter ispresent(route)',
        'stats count(*) as requests, pct(ms, 50) as p50, pct(ms, 95) as p95, max(ms) as slowest by route',
        'sort p95 desc',
        'limit 20',
      ]);
    case 'losses':
      return query('losses by reason, as the exporter told the streams', [
        `filter eventName = "${LOSS_EVENT_NAME}"`,
        `stats sum(${attribute('loss.count')}) as lost,\n${sums(attribute)}\n  by @logStream, bin(1h)`,
        'sort lost desc',
      ]);
    case 'duplicates':
    default:
      return query('duplicates: the same id, or without one the same text, at the same time', [
        `fields coalesce(${attribute('log.record.uid')}, @message) as id`,
        // A duplicate has the time of the original: the same text at another time is another event.
        'stats count(*) as copies, max(@ingestionTime) as last by @logStream, @timestamp, id',
        'filter copies > 1',
        'sort copies desc',
      ]);
  }
}

function sums(attribute: Fields['attribute']): string {
  return Object.keys(REASONS)
    .map((reason) => `    sum(${attribute(`loss.reasons.${reason}`)}) as ${reason}`)
    .join(',\n');
}

function query(title: string, commands: readonly string[]): Query {
  return { title, text: commands.join('\n| ') };
}
