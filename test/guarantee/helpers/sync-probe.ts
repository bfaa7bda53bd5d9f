import { loadSqlite, type Database, type Sqlite } from '../../../src/outbox/journal/spool/sqlite.js';
import { packRow } from '../../../src/outbox/journal/row-codec.js';
import { createSpool } from '../../../src/outbox/journal/spool/spool.js';
import { event } from '../../helpers/events.js';

/** What SQLite says of the connection at the moment of a commit. */
export interface CommitModes {
  readonly synchronous: unknown;
  readonly journal_mode: unknown;
}

const { DatabaseSync } = loadSqlite();
const commits: CommitModes[] = [];

/** A connection that is asked at each commit how safe it is. */
class AskedDatabase extends DatabaseSync implements Database {
  override exec(sql: string): void {
    if (/^\s*COMMIT/.test(sql)) {
      commits.push({
        ...this.prepare('PRAGMA synchronous').get(),
        ...this.prepare('PRAGMA journal_mode').get(),
      } as unknown as CommitModes);
    }
    super.exec(sql);
  }
}

const sqlite: Sqlite = { DatabaseSync: AskedDatabase };
const spool = createSpool(
  { sqlite, now: Date.now, newName: () => 'probe' },
  { directory: process.argv[2]!, maxBytes: 16_777_216, whenFull: 'drop-newest', fingerprint: '' },
);
const replies = spool.handle([
  {
    kind: 'insert',
    id: 1,
    destination: { logGroupName: 'g', logStreamName: 's' },
    entity: undefined,
    count: 1,
    row: packRow(event('kept')),
    hasOthers: false,
  },
]);
process.send!({ replies: replies.map(({ kind }) => kind), commits });
