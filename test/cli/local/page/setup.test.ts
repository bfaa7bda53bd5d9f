import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createSetup } from '../../../../src/cli/local/page/setup.js';
import { openPage, settled } from './helpers/open-page.js';

const SETUP = { commands: 'export A=1\nnode app.js', note: 'Install x first.' };

describe('setup', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout'] });
  });

  afterEach(() => clock.restore());

  it('shows the lines and the note of the server', async () => {
    const fetch = sinon.fake.resolves(Response.json(SETUP));
    await using page = openPage({ fetch });
    createSetup();
    await settled();
    sinon.assert.calledOnceWithExactly(fetch, 'setup');
    assert.equal(page.byId('setup').textContent, SETUP.commands);
    assert.equal(page.byId('setup-note').textContent, SETUP.note);
  });

  it('shows nothing where the server is away', async () => {
    await using page = openPage({ fetch: sinon.fake.rejects(new Error('away')) });
    createSetup();
    await settled();
    assert.equal(page.byId('setup').textContent, '');
  });

  it('copies the lines, and says so for two seconds', async () => {
    await using page = openPage({ fetch: sinon.fake.resolves(Response.json(SETUP)) });
    createSetup();
    await settled();
    const copy = page.byId('copy');
    copy.click();
    await settled();
    assert.equal(await navigator.clipboard.readText(), SETUP.commands);
    clock.tick(1_999);
    assert.equal(copy.textContent, 'Copied');
    clock.tick(1);
    assert.equal(copy.textContent, 'Copy');
  });

  it('selects the lines where the browser lets no page copy', async () => {
    const fetch = sinon.fake.resolves(Response.json(SETUP));
    // A page that is neither on loopback nor loaded over TLS has no clipboard.
    await using page = openPage({ fetch, navigator: {} });
    createSetup();
    await settled();
    page.byId('copy').click();
    await settled();
    assert.equal(getSelection()?.toString(), SETUP.commands);
    assert.notEqual(page.byId('copy').textContent, 'Copied');
  });
});
