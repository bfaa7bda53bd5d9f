import type { KnownConfig } from '../deliver/cloudwatch-client.js';
import type { DeliveryReporter } from '../dispatch/delivery-reporter.js';
import type { Destination, EventsByDestination } from '../events/model.js';
import type { OpenIngest } from '../ingest/open-ingest.js';
import { recordsWereText } from '../messages/words.js';
import { messageOf } from '../messages/message.js';
import type { LogGroupOptions } from '../options/options.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Diagnostics } from '../telemetry/diagnostics.js';
import type { Losses } from '../telemetry/losses.js';
import type { OutageWatch } from '../telemetry/outage.js';
import type { Clock } from '../util/clock.js';
import { ignore, quietly } from '../util/quietly.js';
import { clientConfigForThread, type ProcessSettings } from './client-config.js';
import { createExitAccount } from './exit-account.js';
import type { ExitWork } from '../util/exit-event.js';
import type { ExitThread } from './exit-thread.js';
import { plainBlockOf } from './plain-blocks.js';
import type { ThreadSettings } from './protocol.js';
import { readReplies, type SentRun } from './read-replies.js';
import { createRounds } from './rounds.js';

/** While CloudWatch Logs cannot be reached, the end of the process waits at most this long. */
const OUTAGE_WAIT_MILLIS = 500;

/** The journal gets this part of the time to store: what a disk that hangs has not stored is sent in the rest. */
const STORE_PART = 3 / 4;

/** The journal gets this part of the time, and at most this many milliseconds, to note what was answered. */
const NOTE_PART = 1 / 4;
const NOTE_MILLIS = 100;

export interface ExitDeliveryParts {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly ingest: Pick<OpenIngest, 'commitNow' | 'isBusy'>;
  readonly outbox: Pick<Outbox, 'atHand' | 'storeNow' | 'entityOf' | 'noteAnswered'>;
  readonly known: () => KnownConfig;
  readonly reporter: Pick<DeliveryReporter, 'delivered' | 'lost'>;
  readonly losses: Pick<Losses, 'tell'>;
  readonly outage: Pick<OutageWatch, 'isOn'>;
  readonly diagnostics: Pick<Diagnostics, 'info' | 'lastWords'>;
  readonly thread: ExitThread;
  /** Why no thread can be started here. */
  readonly whyNoThread: string | undefined;
  readonly process: ProcessSettings;
  /** Calls back if the event loop turns again: then the process has not ended. */
  readonly whenAlive: (callback: () => void) => void;
  readonly register: (work: ExitWork) => () => void;
}

/** Why the thread could not send them, or what it did without. */
interface Handed {
  readonly why?: string;
  readonly note?: string;
}

/** Sends what has no answer yet at the end of the process. */
export interface ExitDelivery {
  /** New events arrived. At the end of the process they are sent at once, because timers no longer run. */
  added(): void;
  /** The events in memory have been counted; only the journal is still waited for. */
  counted(): void;
  /** Does nothing more. */
  close(): void;
}

export function createExitDelivery(parts: ExitDeliveryParts, options: ResolvedOptions): ExitDelivery {
  const { clock, outbox, diagnostics, thread, whyNoThread } = parts;
  const account = createExitAccount(parts);
  let isCounted = false;
  /** Deadline of the whole end; undefined while the process lives. */
  let deadline: number | undefined;
  /** Every run that the thread was given, in the order of its blocks there. */
  const sent: SentRun[] = [];
  /** Lost at this end, and how many of them were told. */
  let unsent = 0;
  let told = 0;

  function begin(): (() => void) | undefined {
    if (deadline === undefined) {
      deadline = clock.elapsed() + waitMillis();
      parts.whenAlive(() => {
        deadline = undefined;
        unsent = told = 0;
      });
    }
    parts.ingest.commitNow();
    outbox.storeNow(isCounted ? left() : left() * STORE_PART);
    const events = isCounted ? [] : account.fresh(outbox.atHand());
    if (events.length === 0) {
      // The timer of earlier losses never runs.
      parts.losses.tell();
      return undefined;
    }
    const failure = hand(events);
    return () => end(events, failure);
  }

  function waitMillis(): number {
    const { exitTimeoutMillis } = options;
    return parts.outage.isOn ? Math.min(OUTAGE_WAIT_MILLIS, exitTimeoutMillis) : exitTimeoutMillis;
  }

  function left(): number {
    return Math.max(0, (deadline ?? 0) - clock.elapsed());
  }

  /** Passes the events to the thread, or returns why it cannot. */
  function hand(events: EventsByDestination): Handed {
    if (whyNoThread !== undefined) return { why: whyNoThread };
    // Afterwards nothing waits for it: what it sent would count as lost, and might arrive.
    if (left() === 0) return {};
    const client = clientConfigForThread(options, parts.known(), parts.process);
    if ('why' in client) return client;
    try {
      const streams = events.map(([destination, runs]) => ({
        destination,
        entity: outbox.entityOf(destination),
        logGroup: logGroupOf(options, destination),
        blocks: runs.map(plainBlockOf),
      }));
      thread.send(streams, settingsOf(options, client.config));
      for (const [destination, runs] of events) sent.push(...runs.map((run) => ({ destination, run })));
      return client.note === undefined ? {} : { note: client.note };
    } catch (error) {
      return { why: `no thread could be started: ${String(error)}` };
    }
  }

  /** Waits for the thread, counts the outcome of the events, and waits until the journal has noted it. */
  function end(events: EventsByDestination, { why, note }: Handed): void {
    const isStored = events.some(([, runs]) => runs.some(({ block }) => block.isStored));
    const noteMillis = isStored ? Math.min(NOTE_MILLIS, waitMillis() * NOTE_PART) : 0;
    const replies = why === undefined ? thread.wait(Math.max(0, left() - noteMillis)) : [];
    const { failure, ...outcome } = readReplies(replies, sent);
    unsent += account.count(events, outcome);
    outbox.storeNow(left());
    tell(why ?? failure ?? `no answer within ${waitMillis()} ms (exitTimeoutMillis)`, note);
    parts.losses.tell();
  }

  /** Not for each record that a listener of the end logs too late: each time that the number has doubled. */
  function tell(why: string, note: string | undefined): void {
    if (unsent === 0 || unsent < 2 * told) return;
    told = unsent;
    diagnostics.lastWords(
      messageOf('CWL_EXIT_LOST', {
        records: recordsWereText(unsent),
        why: (note === undefined ? why : `${why}; ${note}`).replace(/\.$/, ''),
      }),
    );
  }

  if (options.exitTimeoutMillis === 0) return { added: ignore, counted: ignore, close: ignore };
  if (whyNoThread !== undefined) {
    diagnostics.info(messageOf('CWL_EXIT_NOT_SUPPORTED', { why: whyNoThread }));
  }
  const rounds = createRounds({ begin }, () => parts.ingest.isBusy);
  const cancel = parts.register(rounds);
  return {
    added() {
      // Called while the application logs.
      if (deadline !== undefined) quietly(rounds.again);
    },
    counted() {
      isCounted = true;
    },
    close: cancel,
  };
}

function logGroupOf({ logGroup }: ResolvedOptions, { logGroupName }: Destination): LogGroupOptions {
  return typeof logGroup === 'function' ? logGroup(logGroupName) : logGroup;
}

function settingsOf(options: ResolvedOptions, clientConfig: ThreadSettings['clientConfig']): ThreadSettings {
  const { createLogGroup, createLogStream, maxBatchBytes, maxBatchCount } = options;
  const { maxConcurrentRequests, requestTimeoutMillis, compression } = options;
  return {
    createLogGroup,
    createLogStream,
    maxBatchBytes,
    maxBatchCount,
    maxConcurrentRequests,
    requestTimeoutMillis,
    compression,
    clientConfig,
  };
}
