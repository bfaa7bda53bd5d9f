import { trace } from '@opentelemetry/api';
import { type Message, messageOf } from '../messages/message.js';
import { trimmedValue } from './environment-text.js';
import type { Environment } from '../util/environment.js';
import { isObject } from '../util/is-object.js';

const LAMBDA = '@opentelemetry/instrumentation-aws-lambda';

/** The part of an instrumentation that is used. */
interface Instrumentation {
  readonly instrumentationName: string;
  setTracerProvider(provider: object): void;
}

/**
 * Lambda freezes the process when the handler has answered. The instrumentation for Lambda flushes its tracer provider
 * before, and knows nothing of logs: this makes that flush cover both. Returns one line for the operator; undefined
 * elsewhere.
 *
 * @param instrumentations - those that have started
 */
export function flushByInvocation(
  env: Environment,
  instrumentations: readonly unknown[],
  flush: () => Promise<void>,
): Message | undefined {
  if (trimmedValue(env, 'AWS_LAMBDA_FUNCTION_NAME') === '') return undefined;
  // Without these two it patches no handler.
  const isActive = trimmedValue(env, '_HANDLER') !== '' && trimmedValue(env, 'LAMBDA_TASK_ROOT') !== '';
  const instrumentation = isActive ? instrumentations.find(isOfLambda) : undefined;
  instrumentation?.setTracerProvider({
    getTracer: trace.getTracer.bind(trace),
    forceFlush: flush,
  });
  return messageOf(instrumentation === undefined ? 'CWL_LAMBDA_NO_FLUSH' : 'CWL_LAMBDA_COSTS');
}

function isOfLambda(value: unknown): value is Instrumentation {
  return isObject(value) && Reflect.get(value, 'instrumentationName') === LAMBDA;
}
