import { readAnswer, type HttpAnswer } from './read-answer.js';
import { readPath } from './read-path.js';

/** The target of a request. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/** What one call shows while it runs. */
export interface CallWatch {
  /** The client is one of the SDK: it looks up region, endpoint and credentials now. */
  onStart(): void;
  /** Region, endpoint and credentials are found: from now on a failure is one of the call itself. */
  onReady(): void;
  /** The request is sent now, signed with these credentials. */
  onSend(server: ServerAddress | undefined, credentials: unknown): void;
}

type Next<Args, Result> = (args: Args) => Promise<Result>;

/** The part of an SDK command that concerns its middlewares. */
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
 * Watches a command, and reads its answer. The middlewares are added to the command, never to a client, which may belong
 * to the application.
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

/** Where the SDK keeps the credentials between the look-up and the signature. */
function credentialsOf(context: object): unknown {
  return readPath(context, '__smithy_context', 'selectedHttpAuthScheme', 'identity');
}
