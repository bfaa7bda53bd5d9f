import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LocalServer } from '../../local-server/index.js';
import type { Environment } from '../../util/environment.js';
import { withResolvers } from '../../util/with-resolvers.js';
import { killWhenSilent } from './kill-when-silent.js';
import type { News, Request } from './messages.js';

/** The shop, as the demo sees it. */
export interface Shop {
  readonly ready: Promise<Extract<News, { is: 'ready' }>>;
  /** Resolves when the first orders are done. */
  readonly opened: Promise<void>;
  /** Records logged. */
  readonly logged: number;
  /** Of these, the debug records of orders that succeeded. */
  readonly notToBeSent: number;
  /** Resolves with how the process ended and what it wrote to stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  ask(request: Request): void;
}

/** A shop that sends no message for that long hangs, and is ended. */
export const HANG_MILLIS = 60_000;

/** Starts the shop as a user starts a service: with the settings that `local` prints, and `--import .../register`. */
export function startShop({ url, clientConfig }: LocalServer, env: Environment): Shop {
  const { region, credentials } = clientConfig;
  // The settings of the user's own services must not apply to the demo.
  const others = Object.entries(env).filter(([name]) => !/^(AWS|OTEL|NODE_OPTIONS)/.test(name));
  const child = fork(fileURLToPath(new URL('demo-shop.js', import.meta.url)), {
    execArgv: ['--disable-warning=DEP0205', '--import', new URL('register.js', import.meta.url).href],
    env: {
      ...Object.fromEntries(others),
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOG_LEVEL: 'none',
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'winston,pino',
      OTEL_BLRP_SCHEDULE_DELAY: '100',
      // On a busy machine delivery may take long: what waits at the end is delivered, not dropped.
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '30000',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
      OTEL_EXPORTER_CLOUDWATCH_MIN_SEVERITY: 'INFO',
      OTEL_EXPORTER_CLOUDWATCH_ERROR_CONTEXT: 'DEBUG',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  killWhenSilent(child, HANG_MILLIS);
  return followed(child);
}

function followed(child: ChildProcess): Shop {
  let logged = 0;
  let notToBeSent = 0;
  let stderr = '';
  const ready = withResolvers<Extract<News, { is: 'ready' }>>();
  const opened = withResolvers();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.on('message', (news: News) => {
    if (news.is === 'ready') ready.resolve(news);
    else if (news.is === 'open-done') opened.resolve();
    else ({ count: logged, notToBeSent } = news);
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
  });
  return {
    ready: ready.promise,
    opened: opened.promise,
    get logged() {
      return logged;
    },
    get notToBeSent() {
      return notToBeSent;
    },
    ended,
    // A process that has ended gets no message.
    ask: (request) => void (child.connected && child.send(request)),
  };
}
