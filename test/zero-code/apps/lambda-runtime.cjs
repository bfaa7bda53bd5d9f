// Loads the handler as the runtime of Lambda does, by its absolute path, and calls it once for each message.
const { join } = require('node:path');

const [file = '', name = ''] = (process.env['_HANDLER'] ?? '').split('.');
const handler = require(join(process.env['LAMBDA_TASK_ROOT'] ?? '', `${file}.cjs`))[name];
const isStreaming = handler[Symbol.for('aws.lambda.runtime.handler.streaming')] === 'response';

process.on('message', (/** @type {{ id: string } | 'end'} */ event) => {
  if (event === 'end') return process.disconnect();
  const context = {
    awsRequestId: event.id,
    functionName: 'f',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:1:function:f',
  };
  /** @type {unknown[]} */
  const chunks = [];
  const response = { end: (/** @type {unknown} */ chunk) => chunks.push(chunk) };
  const answer = isStreaming ? handler(event, response, context) : handler(event, context);
  answer.then(
    (/** @type {unknown} */ value) => process.send?.({ value, chunks }),
    (/** @type {Error} */ error) => process.send?.({ error: error.message }),
  );
});
process.send?.('ready');
