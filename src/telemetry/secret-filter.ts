import type { Environment } from '../util/environment.js';
import { isObject } from '../util/is-object.js';

/** Longest text that is shown; an answer of a proxy can be a whole page. */
const MAX_LENGTH = 2_000;

/** Length of the end of a longer text that is kept: it says what to do, or how much waits. */
const TAIL_LENGTH = 300;

/** Shorter texts are not secrets of AWS, and could be part of any word. */
const MIN_SECRET_LENGTH = 16;

/** Secrets that are remembered: those in use, and earlier ones, which a late answer may still contain. */
const MAX_SECRETS = 16;

/** Depth of causes that are checked; this also ends a cycle. */
const MAX_CAUSES = 8;

const HIDDEN = '[secret]';

/** For a wrong signature the answer quotes the request from here on, session token included. */
const QUOTED_REQUEST = /The (?:Canonical String|String-to-Sign) for this request should have been/;

/** Each pattern starts at a fixed word or sign and reads forward only: the texts come from outside, and may be long. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(authorization["']?\s{0,3}[:=]\s{0,3}["']?)[^\n"']+/gi, `$1${HIDDEN}`],
  [/\b(bearer|basic)\s{1,3}[\w.~+/=-]{16,}/gi, `$1 ${HIDDEN}`],
  [
    /((?:secret|session|security|access|auth|api|id|refresh)[_-]?(?:access[_-]?)?(?:token|key|secret)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"'&,;]{4,}/gi,
    `$1${HIDDEN}`,
  ],
  [/\b((?:password|passwd|token|secret)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"'&,;]{4,}/gi, `$1${HIDDEN}`],
  [/(signature=)[0-9a-f]{32,}/gi, `$1${HIDDEN}`],
  [/\/\/[^\s/@:]{0,256}:[^\s/@]{1,1024}@/g, `//${HIDDEN}@`],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, HIDDEN],
];

/** Removes secrets from what is shown: the values in use, and everything in the form of a secret. */
export interface SecretFilter {
  /** These credentials are in use from now on; values without secrets are ignored. */
  learn(credentials: unknown): void;
  /** The text without secrets, cut if it is long. */
  text(message: string): string;
  /** The error itself if it has no secrets, otherwise a copy without them. */
  error(error: Error): Error;
}

export function createSecretFilter(env: Environment = {}): SecretFilter {
  /** In the order in which they became known. */
  const secrets = new Set<string>();
  let last: unknown;

  function remember(secret: unknown): void {
    if (typeof secret !== 'string' || secret.length < MIN_SECRET_LENGTH) return;
    for (const form of [secret, encodeURIComponent(secret.toWellFormed())]) {
      secrets.delete(form);
      secrets.add(form);
    }
    for (const oldest of secrets) {
      if (secrets.size <= 2 * MAX_SECRETS) break;
      secrets.delete(oldest);
    }
  }

  function withoutSecrets(message: string): string {
    const quoted = QUOTED_REQUEST.exec(message);
    let text = quoted === null ? message : `${message.slice(0, quoted.index)}(the request is left out)`;
    for (const secret of secrets) text = text.replaceAll(secret, HIDDEN);
    for (const [pattern, hidden] of PATTERNS) text = text.replaceAll(pattern, hidden);
    return text;
  }

  function shown(message: string): string {
    const text = withoutSecrets(message);
    if (text.length <= MAX_LENGTH) return text;
    return `${text.slice(0, MAX_LENGTH - TAIL_LENGTH)}...${text.slice(-TAIL_LENGTH)}`;
  }

  /** A cause is printed with its error, so it must not contain a secret either. */
  function shownError(error: Error, causesLeft: number): Error {
    const { name, message, stack = '', cause } = error;
    const text = shown(message);
    const trace = withoutSecrets(stack);
    const shownCause = shownValue(cause, causesLeft);
    if (text === message && trace === stack && shownCause === cause) return error;
    const copy = new Error(text, shownCause === undefined ? undefined : { cause: shownCause });
    copy.stack = trace;
    copy.name = name;
    if ('code' in error) Object.assign(copy, { code: error.code });
    return copy;
  }

  function shownValue(cause: unknown, causesLeft: number): unknown {
    if (typeof cause === 'string') return shown(cause);
    if (!(cause instanceof Error)) return cause;
    if (causesLeft === 0) return undefined;
    try {
      return shownError(cause, causesLeft - 1);
    } catch {
      // A getter of the application's error throws: nothing of it can be read.
      return undefined;
    }
  }

  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN']) {
    remember(env[name]);
  }

  return {
    learn(credentials) {
      // The same object in each call, until the keys change.
      if (credentials === last || !isObject(credentials)) return;
      last = credentials;
      remember(credentials['secretAccessKey']);
      remember(credentials['sessionToken']);
    },
    text: shown,
    error: (error) => shownError(error, MAX_CAUSES),
  };
}
