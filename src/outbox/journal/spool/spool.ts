import { keyOf } from '../../../events/destination.js';
import type { Message } from '../../../messages/message.js';
import type { Request, SpoolReply, SpoolRequest, SpoolStart } from '../protocol.js';
import { quietly } from '../../../util/quietly.js';
import { createAckWriter } from './ack-writer.js';
import { createJournalFiles, type JournalFilesParts } from './journal-files.js';
import { createLeftOverRecovery } from './left-over-recovery.js';
import { createRowReader } from './row-reader.js';
import { createRowWriter } from './row-writer.js';

/** The files of one exporter, and those that it took over. Synchronous: it runs in its own thread. */
export interface Spool {
  /** Runs the requests that have arrived; never throws. */
  handle(requests: readonly SpoolRequest[]): SpoolReply[];
}

export function createSpool(
  { sqlite, now, newName }: Pick<JournalFilesParts, 'sqlite' | 'now' | 'newName'>,
  start: SpoolStart,
): Spool {
  const replies: SpoolReply[] = [];
  const reported = new Set<string>();
  const failing = new Set<string>();
  const reply = (said: SpoolReply): void => void replies.push(said);
  const files = createJournalFiles({ sqlite, now, newName, reply, errorOnce }, start);
  const insert = createRowWriter({ files, now, failing, replies }, start);
  const writeAcks = createAckWriter(files);
  const read = createRowReader({ files, now, reply, errorOnce });
  const recover = createLeftOverRecovery({ files, now, reply, errorOnce }, start);
  let diskBytes = 0;

  function errorOnce(message: Message, name = ''): void {
    const what = `${message.code} ${name}`;
    if (reported.has(what)) return;
    reported.add(what);
    reply({ kind: 'report', message, name });
  }

  // The next insert or read meets a silent failure here too, and reports it.

  /** In order: earlier rows have smaller ids. */
  function handleOthers(request: Exclude<SpoolRequest, { kind: 'insert' | 'ack' }>): void {
    switch (request.kind) {
      case 'owner':
        quietly(() => (files.owner = request.owner));
        return;
      case 'failing':
        if (request.isFailing) failing.add(keyOf(request.destination));
        else failing.delete(keyOf(request.destination));
        return;
      case 'read':
        return read(request);
      case 'recover':
        return recover(request.firstId);
      case 'close':
        quietly(files.close);
        return reply({ kind: 'closed' });
    }
  }

  return {
    handle(requests) {
      replies.length = 0;
      // First of all, because they make room.
      writeAcks(requests.flatMap((request) => (request.kind === 'ack' ? request.acks : [])));
      let inserts: Request<'insert'>[] = [];
      for (const request of requests) {
        if (request.kind === 'insert') {
          inserts.push(request);
        } else if (request.kind !== 'ack') {
          insert(inserts);
          inserts = [];
          handleOthers(request);
        }
      }
      insert(inserts);
      quietly(() => (diskBytes = files.usedBytes()));
      reply({ kind: 'handled', requests: requests.length, diskBytes });
      return [...replies];
    },
  };
}
