import { COMMAND_LINE_MESSAGES } from './command-line.js';
import { DELIVERY_MESSAGES } from './delivery.js';
import { EDGE_MESSAGES } from './edge.js';
import { OPTIONS_MESSAGES } from './options.js';
import { OUTBOX_MESSAGES } from './outbox.js';
import { RECORD_MESSAGES } from './records.js';
import { REGISTER_MESSAGES } from './register.js';

/** Every message to a user, by its code. */
export const MESSAGES = {
  ...DELIVERY_MESSAGES,
  ...RECORD_MESSAGES,
  ...OUTBOX_MESSAGES,
  ...OPTIONS_MESSAGES,
  ...REGISTER_MESSAGES,
  ...COMMAND_LINE_MESSAGES,
  ...EDGE_MESSAGES,
} as const;
