import assert from 'node:assert/strict';
import { createStderrDiagLogger } from '../../src/register/stderr-diag-logger.js';

describe('stderr-diag-logger', () => {
  it('writes a line with the level, and its other arguments', () => {
    const lines: string[] = [];
    const logger = createStderrDiagLogger((line) => void lines.push(line));
    logger.error('namespace', 'went wrong', { code: 7 });
    logger.warn('a');
    logger.info('b');
    logger.debug('c');
    logger.verbose('d');
    assert.deepEqual(lines, [
      '[opentelemetry] error: namespace went wrong { code: 7 }\n',
      '[opentelemetry] warn: a\n',
      '[opentelemetry] info: b\n',
      '[opentelemetry] debug: c\n',
      '[opentelemetry] verbose: d\n',
    ]);
  });

  it('drops messages of resources about missing cloud attributes', () => {
    const lines: string[] = [];
    const logger = createStderrDiagLogger((line) => void lines.push(line));
    logger.warn('dropping invalid resource attribute value for key "cloud.region"');
    logger.warn('dropping invalid resource attribute key: <empty string>');
    assert.deepEqual(lines, [
      '[opentelemetry] warn: dropping invalid resource attribute key: <empty string>\n',
    ]);
  });
});
