import { readAnswer, type HttpAnswer } from './read-answer.js';
import { readPath } from './read-path.js';

/** Where a request went. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/** What is learnt of one call while it is made. */
export interface CallWatch {
  /** The client is one of the SDK: it looks up region, endpoint and credentials now. */
  onStart(): void;
  /** Region, endpoint and credentials are there: what fails from now on is the call itself. */
  onReady(): void;
  /** The request goes out now, signed with these credentials. */
  onSend(server: ServerAddress | undefined, credentials: unknown): void;
}

type Next<Args, Result> = (args: Args) => Promise<Result>;

/** A command of the SDK, as far as its middlewares go. */
export interface Watchable {
  readonly middlewareStack: {
    add(
      middleware: <Args extends object, Result extends { response: unknown }>(
        next: Next<Args, Result>,
        context: object,
      ) => Next<Args, Result>,
      options: { name: string; step: 'initialize' | 'build' | 'deserialize'; priority: 'high' | 'low' },
    ): void;
  };
}

/**
 * Watches a command on its way, and reads its answer. The middlewares stand on the command, never on a client, which
 * may be somebody else's.
 */
export function watchCall<Command extends object>(
  command: Command,
  needsObject: boolean,
  watch: CallWatch,
): Command {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every command of the SDK has one
  const { middlewareStack } = command as Command & Watchable;
  middlewareStack.add(
    (next) => (args) => {
      watch.onStart();
      return next(args);
    },
    { name: 'watchCallStart', step: 'initialize', priority: 'high' },
  );
  middlewareStack.add(
    (next) => (args) => {
      watch.onReady();
      return next(args);
    },
    { name: 'watchCallReady', step: 'build', priority: 'low' },
  );
  middlewareStack.add(
    (next, context) => async (args) => {
      watch.onSend(serverOf(readPath(args, 'request')), credentialsOf(context));
      const result = await next(args);
      if (isHttpAnswer(result.response)) await readAnswer(result.response, needsObject);
      return result;
    },
    { name: 'readCallAnswer', step: 'deserialize', priority: 'low' },
  );
  return command;
}

function isHttpAnswer(response: unknown): response is HttpAnswer {
  return (
    typeof readPath(response, 'statusCode') === 'number' && typeof readPath(response, 'headers') === 'object'
  );
}

function serverOf(request: unknown): ServerAddress | undefined {
  const address = readPath(request, 'hostname');
  const port = readPath(request, 'port');
  if (typeof address !== 'string') return undefined;
  const usual = readPath(request, 'protocol') === 'http:' ? 80 : 443;
  return { address, port: typeof port === 'number' ? port : usual };
}

/** Where the SDK keeps them between the look-up and the signature. */
function credentialsOf(context: object): unknown {
  return readPath(context, '__smithy_context', 'selectedHttpAuthScheme', 'identity');
}
