import assert from 'node:assert/strict';
import { isLossNotice } from '../../../src/local-server/model/loss-notice.js';

const NAME = 'cloudwatch_logs.exporter.loss';

describe('loss-notice: isLossNotice', () => {
  it('recognizes loss notices in the formats otlp, flat and body', () => {
    for (const message of [
      JSON.stringify({ severityText: 'WARN', body: '1 log record was lost here: too_old', eventName: NAME }),
      JSON.stringify({ level: 'WARN', message: '', eventName: NAME, 'loss.count': 1 }),
      '1 log record was lost here: too_old',
      '1200 log records were lost here: too_old, outbox_full',
    ]) {
      assert.equal(isLossNotice(message), true, message);
    }
  });

  it('does not mistake an event of the application for one, whatever it quotes', () => {
    for (const message of [
      'x',
      '{}',
      JSON.stringify({ body: JSON.stringify({ eventName: NAME }) }),
      JSON.stringify({ body: { eventName: NAME } }),
      `"eventName":"${NAME}"`,
      `["eventName",{"eventName":"${NAME}"}]`,
      'he said: 1 log record was lost here: too_old',
      '1 log record was lost here: too_old!',
    ]) {
      assert.equal(isLossNotice(message), false, message);
    }
  });
});
