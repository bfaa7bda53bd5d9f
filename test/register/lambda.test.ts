import assert from 'node:assert/strict';
import { AwsLambdaInstrumentation } from '@opentelemetry/instrumentation-aws-lambda';
import { flushByInvocation } from '../../src/register/lambda.js';

const LAMBDA = { AWS_LAMBDA_FUNCTION_NAME: 'f', _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: '/var/task' };

const flush = (): Promise<void> => Promise.resolve();

describe('lambda: flushByInvocation', () => {
  it('reports nothing outside of Lambda', () => {
    assert.equal(flushByInvocation({}, [], flush), undefined);
  });

  it('flushes with the instrumentation for Lambda, and reports that stdout is cheaper', () => {
    const given: object[] = [];
    const instrumentation = {
      instrumentationName: new AwsLambdaInstrumentation().instrumentationName,
      setTracerProvider: (provider: object) => void given.push(provider),
    };
    const message = flushByInvocation(LAMBDA, [null, {}, instrumentation], flush);
    assert.equal(message?.code, 'CWL_LAMBDA_COSTS');
    assert.match(message.text, /stdout/);
    assert.equal(given.length, 1);
    assert.equal(Reflect.get(given[0] ?? {}, 'forceFlush'), flush);
    const getTracer: unknown = Reflect.get(given[0] ?? {}, 'getTracer');
    assert.ok(typeof getTracer === 'function');
    assert.equal(typeof getTracer('x').startSpan, 'function');
  });

  it('reports what to do if that instrumentation is missing, or patches no handler', () => {
    const code = 'CWL_LAMBDA_NO_FLUSH';
    assert.equal(flushByInvocation(LAMBDA, [], flush)?.code, code);
    const instrumentation = { instrumentationName: '@opentelemetry/instrumentation-aws-lambda' };
    assert.equal(flushByInvocation({ ...LAMBDA, _HANDLER: '' }, [instrumentation], flush)?.code, code);
  });
});
