import { type Message, messageOf } from '../messages/message.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { BufferPool } from '../util/buffer-pool.js';
import { createCompressionPolicy } from './compression.js';
import { createGzip } from './gzip.js';
import { createProvisioner, type ProvisionerParts, type ProvisionerSettings } from './provisioner.js';
import { createSender, type Sender, type SenderParts } from './sender.js';

export interface DeliveryParts extends Pick<SenderParts, 'onBody'>, ProvisionerParts {
  readonly buffers: BufferPool;
  readonly diagnostics: ProvisionerParts['diagnostics'] & { warn(message: Message): void };
}

export type DeliverySettings = ProvisionerSettings & Pick<ResolvedOptions, 'compression'>;

/** Sends batches, and creates groups and streams that are missing. */
export interface Delivery extends Sender {
  /** Ends retries of retention policies. */
  close(): void;
}

export function createDelivery(parts: DeliveryParts, settings: DeliverySettings): Delivery {
  const { api, buffers, diagnostics, onBody } = parts;
  const provisioner = createProvisioner(parts, settings);
  const compression = createCompressionPolicy(settings.compression, () =>
    diagnostics.warn(messageOf('CWL_GZIP_REFUSED')),
  );
  const sender = createSender({
    api,
    provisioner,
    compression,
    gzip: createGzip(),
    buffers,
    warnOnce: diagnostics.warnOnce,
    onBody,
  });
  return { send: sender.send, close: provisioner.close };
}
