import type { Answers } from '../protocol.js';
import type { OpenFiles } from './open-files.js';
import type { SpoolFile } from './spool-file.js';
import { isDamage } from './sqlite.js';

/** Takes out what the service has answered for. Never throws: what can not be written now is written later. */
export function createAnswerWriter(files: OpenFiles): (answers: readonly Answers[]) => void {
  let unwritten: Answers[] = [];

  return (answers) => {
    const bySource = new Map<string, Answers[]>();
    for (const answer of [...unwritten, ...answers]) {
      const same = bySource.get(answer.source);
      if (same === undefined) bySource.set(answer.source, [answer]);
      else same.push(answer);
    }
    unwritten = [];
    for (const [source, same] of bySource) {
      try {
        const file = files.find(source);
        if (file === undefined) continue;
        write(file, same);
        files.leaveIfEmpty(source);
      } catch (error) {
        if (isDamage(error)) files.giveUp(source, error);
        else unwritten.push(...same);
      }
    }
  };
}

function write(file: SpoolFile, answers: readonly Answers[]): void {
  const work = (): void => {
    for (const { gone, parts } of answers) {
      for (const id of gone) file.remove(id);
      for (const { id, ranges } of parts) file.markAnswered(id, ranges);
    }
  };
  try {
    file.transaction(work, false);
  } catch (error) {
    if (isDamage(error)) throw error;
    // A full disk has no room for the log; what the log holds may fit into the file.
    file.checkpoint();
    file.transaction(work, false);
  }
  file.shrink();
}
