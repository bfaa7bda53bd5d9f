import type { MessageEntry } from './entry.js';

/** The message of an edge runtime, in a file of its own: the module that uses it must load nothing else. */
export const EDGE_MESSAGES = {
  CWL_EDGE_RUNTIME: {
    text: 'opentelemetry-exporter-cloudwatch-logs needs Node.js and exports nothing in an edge runtime.',
    cause:
      'An edge runtime has no sockets, threads and files of Node.js, and imports another module in their place.',
    fix: "Import it only where process.env.NEXT_RUNTIME === 'nodejs', or set runtime = 'nodejs' for the route.",
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
