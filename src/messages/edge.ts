import type { MessageEntry } from './entry.js';

/** What an edge runtime says. Alone in its file: the module that says it holds nothing else. */
export const EDGE_MESSAGES = {
  CWL_EDGE_RUNTIME: {
    text: 'opentelemetry-exporter-cloudwatch-logs needs Node.js and exports nothing in an edge runtime.',
    cause:
      'An edge runtime has no sockets, threads and files of Node.js, and imports another module in their place.',
    fix: "Import it only where process.env.NEXT_RUNTIME === 'nodejs', or set runtime = 'nodejs' for the route.",
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
