import { trace } from '@opentelemetry/api';
import { type Message, messageOf } from '../messages/message.js';
import { type Environment, textOf } from './environment-text.js';

const LAMBDA = '@opentelemetry/instrumentation-aws-lambda';

/** What is needed of an instrumentation. */
interface Instrumentation {
  readonly instrumentationName: string;
  setTracerProvider(provider: object): void;
}

/**
 * On Lambda the process is frozen when the handler has answered. The instrumentation for Lambda flushes its tracer
 * provider before, and knows none of logs: that flush is made to flush both. Gives one line for the operator; undefined
 * elsewhere.
 *
 * @param instrumentations - those that have started
 */
export function flushByInvocation(
  env: Environment,
  instrumentations: readonly unknown[],
  flush: () => Promise<void>,
): Message | undefined {
  if (textOf(env, 'AWS_LAMBDA_FUNCTION_NAME') === '') return undefined;
  // Without these two it patches no handler.
  const isActive = textOf(env, '_HANDLER') !== '' && textOf(env, 'LAMBDA_TASK_ROOT') !== '';
  const instrumentation = isActive ? instrumentations.find(isOfLambda) : undefined;
  instrumentation?.setTracerProvider({
    getTracer: trace.getTracer.bind(trace),
    forceFlush: flush,
  });
  return messageOf(instrumentation === undefined ? 'CWL_LAMBDA_NO_FLUSH' : 'CWL_LAMBDA_COSTS');
}

function isOfLambda(value: unknown): value is Instrumentation {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'instrumentationName') === LAMBDA;
}
