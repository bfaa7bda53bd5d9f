import type { MessageEntry } from './entry.js';

/** Messages about the outbox on disk, shutdown, and the end of a process. */
export const OUTBOX_MESSAGES = {
  CWL_OUTBOX_DISK_FAILED: {
    text: 'The durable outbox cannot write to the disk ({error}). New events stay in memory, up to {bytes} bytes, and are lost if the process ends before they are sent.',
    cause:
      'The disk is full or read-only, the directory was removed, or files set aside take all of maxBytes.',
    fix: 'Check the directory of outbox.directory, its free space and its permissions.',
  },
  CWL_OUTBOX_DISK_WORKS_AGAIN: {
    text: 'The durable outbox writes to the disk again after {seconds} s. Events from now on are durable.',
    cause: 'The disk accepts writes again.',
    fix: '',
  },
  CWL_OUTBOX_RECOVERED: {
    text: 'The durable outbox recovered {events} events for {streams} log streams from an earlier process. The exporter sends them now.',
    cause: 'A process ended before its events were sent.',
    fix: '',
  },
  CWL_OUTBOX_THREAD_ENDED: {
    text: 'The thread of the durable outbox ended ({error}). The exporter starts another.',
    cause: 'The thread failed or ran out of memory.',
    fix: 'If it happens again, report the error to the maintainers of the exporter.',
  },
  CWL_OUTBOX_FILE_SET_ASIDE: {
    text: 'The file "{name}" of the durable outbox {why}. The exporter renamed it to "{aside}", does not send its events, and goes on without it. It counts for outbox.maxBytes.',
    cause: 'The disk or another program damaged the file, or it cannot be read.',
    fix: 'Keep the file if you want to recover events by hand; otherwise remove it.',
  },
  CWL_OUTBOX_FILE_NOT_RENAMED: {
    text: 'The file "{name}" of the durable outbox {why}, and cannot be renamed ({error}). The exporter goes on without it.',
    cause: 'The directory cannot be written.',
    fix: 'Remove the file, and check the permissions of the directory.',
  },
  CWL_OUTBOX_FILE_UNREADABLE: {
    text: 'The file "{name}", which an earlier process left in the durable outbox, cannot be opened ({error}). The exporter retries a few times.',
    cause: 'The file belongs to another user, or the disk fails.',
    fix: 'Check the owner of the file, and the disk.',
  },
  CWL_OUTBOX_EVENTS_DAMAGED: {
    text: 'A batch of {events} events in the durable outbox is damaged ({error}). The exporter drops it.',
    cause: 'The disk or another program changed the file.',
    fix: 'Check the disk.',
  },
  CWL_OUTBOX_READ_FAILED: {
    text: 'The durable outbox cannot be read ({error}). The exporter retries.',
    cause: 'The disk fails, or the file is locked by another program.',
    fix: 'Check the disk.',
  },
  CWL_EXPORT_REFUSED: {
    text: '{events} did not fit into the outbox.',
    cause: 'The outbox is full: the service takes less than the process logs, or cannot be reached.',
    fix: 'Look for the reason in the messages before; raise outbox.maxBytes for longer outages.',
  },
  CWL_EXPORT_AFTER_SHUTDOWN: {
    text: 'The exporter was shut down and takes no more records.',
    cause: 'Records came after shutdown.',
    fix: 'Shut the exporter down last.',
  },
  CWL_SHUTDOWN_LOST: {
    text: 'Shutdown lost {events}.',
    cause: 'The service gave no answer within flushTimeoutMillis.',
    fix: 'See the earlier messages for the cause. If there are none, check the region, the endpoint and the network, or raise flushTimeoutMillis.',
  },
  CWL_SHUTDOWN_LEFT: {
    text: 'Shutdown left {events}. They stay on the disk, and the next exporter that uses the directory sends them.',
    cause: 'The service gave no answer within flushTimeoutMillis.',
    fix: '',
  },
  CWL_SHUTDOWN_FAILED: {
    text: 'Shutdown ended early ({error}).',
    cause: 'A defect of the exporter.',
    fix: 'Report the error to the maintainers of the exporter.',
  },
  CWL_LATE_RECORDS_NOT_COUNTED: {
    text: 'Log records that came after shutdown are dropped and could not be counted ({error}).',
    cause: 'A defect of the exporter.',
    fix: 'Report the error to the maintainers of the exporter.',
  },
  CWL_EXIT_LOST: {
    text: '{records} not sent before the process ended: {why}.',
    cause: 'The process ended, and the events were not delivered within exitTimeoutMillis.',
    fix: 'Await shutdown before the end, raise exitTimeoutMillis, or use the durable outbox.',
  },
  CWL_EXIT_NOT_SUPPORTED: {
    text: 'The exporter cannot send events at the end of the process here: {why}. It counts those in memory alone as lost.',
    cause: 'Sending at the end of a process needs a worker thread.',
    fix: 'Await shutdown before the end of the process.',
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
