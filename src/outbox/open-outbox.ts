import { resolve } from 'node:path';
import type { DurableOutbox, DurableOutboxParts } from './durable/durable-outbox.js';
import { openDurableOutbox } from './durable/open-durable-outbox.js';
import type { SpoolSettings } from './durable/protocol.js';
import { createMemoryOutbox } from './memory-outbox.js';
import type { Outbox } from './outbox.js';

interface OutboxSettings extends Omit<SpoolSettings, 'directory' | 'hint'> {
  readonly directory?: string;
  readonly hint: () => string;
}

export interface OpenedOutbox {
  readonly outbox: Outbox;
  /** The same, where it is one that outlives its process. */
  readonly durable?: DurableOutbox;
}

/** An outbox in the directory that is named, in memory where none is. */
export function openOutbox(
  parts: Omit<DurableOutboxParts, 'startThread'>,
  { directory, hint, ...settings }: OutboxSettings,
): OpenedOutbox {
  if (directory === undefined) {
    const { drop, free } = parts;
    return {
      outbox: createMemoryOutbox({ drop: (to, events) => drop(to, events, 'outbox_full'), free }, settings),
    };
  }
  const outbox = openDurableOutbox(parts, { ...settings, directory: resolve(directory), hint: hint() });
  return { outbox, durable: outbox };
}
