import assert from 'node:assert/strict';
import { parseTemplate } from '../../../src/options/name-template/parse-template.js';
import { nameOfAlternative, uses } from '../../../src/options/name-template/template.js';

describe('template', () => {
  it('reports the sources of its placeholders', () => {
    const template = parseTemplate('a{b|scope.name}{time:%H}', 'logStreamName');
    assert.equal(uses(template, 'resource'), true);
    assert.equal(uses(template, 'scope'), true);
    assert.equal(uses(template, 'time'), true);
    assert.equal(uses(template, 'attributes'), false);
  });

  it('names alternatives as they are written, except those that always have a value', () => {
    const [part] = parseTemplate('{b|scope.name|attributes.c|"d"}', 'logStreamName').parts;
    assert.ok(part !== undefined && typeof part !== 'string');
    assert.deepEqual(part.alternatives.map(nameOfAlternative), [
      'b',
      'scope.name',
      'attributes.c',
      undefined,
    ]);
  });
});
