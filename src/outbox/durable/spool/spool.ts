import type { Request, SpoolReply, SpoolRequest, SpoolSettings } from '../protocol.js';
import { createAnswerWriter } from './answer-writer.js';
import { createLeftOverSearch } from './left-over-search.js';
import { createOpenFiles, type OpenFilesParts } from './open-files.js';
import { createRowReader } from './row-reader.js';
import { createRowWriter } from './row-writer.js';

/** The files of one exporter, and those that it took over. Synchronous: it lives in a thread of its own. */
export interface Spool {
  /** Carries out what has come together; never throws. */
  handle(requests: readonly SpoolRequest[]): SpoolReply[];
}

export function createSpool(
  { sqlite, now, newName }: Pick<OpenFilesParts, 'sqlite' | 'now' | 'newName'>,
  settings: SpoolSettings,
): Spool {
  const replies: SpoolReply[] = [];
  const told = new Set<string>();
  const reply = (said: SpoolReply): void => void replies.push(said);
  const files = createOpenFiles({ sqlite, now, newName, reply, trouble }, settings);
  const insert = createRowWriter({ files, now, replies }, settings);
  const writeAnswers = createAnswerWriter(files);
  const load = createRowReader({ files, now, reply, trouble });
  const leftOver = createLeftOverSearch({ files, now, reply, trouble }, settings);
  let diskBytes = 0;

  function trouble(cause: string, message: string): void {
    if (told.has(cause)) return;
    told.add(cause);
    reply({ kind: 'trouble', cause, message });
  }

  return {
    handle(requests) {
      replies.length = 0;
      const of = <Kind extends SpoolRequest['kind']>(kind: Kind) =>
        requests.filter((request): request is Request<Kind> => request.kind === kind);
      for (const { identity } of of('identify')) quietly(() => files.identify(identity));
      // Answers first: they make room. Loads after inserts: they see all that was said before.
      writeAnswers(of('answered').flatMap(({ answers }) => answers));
      insert(of('insert'));
      for (const request of of('load')) load(request);
      if (of('search').length > 0) leftOver.search();
      else leftOver.goOn();
      quietly(() => (diskBytes = files.usedBytes()));
      reply({ kind: 'handled', requests: requests.length, diskBytes });
      if (of('close').length > 0) {
        quietly(files.close);
        reply({ kind: 'closed' });
      }
      return [...replies];
    },
  };
}

/** What is no reason to stop where it fails. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The next insert or load meets the same, and says it.
  }
}
