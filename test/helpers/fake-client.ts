import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { withResolvers } from '../../src/util/with-resolvers.js';

interface Request {
  readonly input: { readonly logEvents?: readonly { readonly message: string }[] };
}

/** A client of the application that accepts everything, and keeps the messages of each batch. */
export function createFakeClient(answer: () => Promise<object> = () => Promise.resolve({})) {
  const batches: string[][] = [];
  const first = withResolvers();
  const client: CloudWatchLogsClient = Object.create({
    send({ input }: Request): Promise<object> {
      if (input.logEvents === undefined) return Promise.resolve({});
      batches.push(input.logEvents.map(({ message }) => message));
      first.resolve();
      return answer();
    },
  });
  return {
    client,
    batches,
    /** Resolves when a batch has arrived. */
    first: first.promise,
  };
}
