import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FakeElement } from './fake-element.js';
import { replaceGlobal } from './replace-global.js';

const HTML = readFileSync('src/cli/local/page/index.html', 'utf8');

export interface OpenPage extends Disposable {
  byId(id: string): FakeElement;
  /** An element that the page made, as what it is here. */
  fakeOf(element: unknown): FakeElement;
  readonly focused: FakeElement | null;
}

/**
 * A document that has each element of index.html with an id, and nothing around it, until the end of the block. Other
 * globals of the browser can be given.
 */
export function openPage(others: Readonly<Record<string, unknown>> = {}): OpenPage {
  const focus: { element: FakeElement | null } = { element: null };
  const elements = new Map<string, FakeElement>();
  for (const [, tag = '', attributes = ''] of HTML.matchAll(/<(\w+)([^>]*\bid="[^>]*)>/g)) {
    const element = new FakeElement(tag, focus);
    for (const [, name = '', value = ''] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) {
      element.setAttribute(name, value);
    }
    elements.set(element.getAttribute('id') ?? '', element);
  }
  const create = (tag: string): FakeElement => new FakeElement(tag, focus);
  const document = {
    getElementById: (id: string) => elements.get(id) ?? null,
    createElement: create,
    createElementNS: (_space: string, tag: string) => create(tag),
    get activeElement() {
      return focus.element;
    },
  };
  const globals = Object.entries({ ...others, HTMLElement: FakeElement, document });
  const replaced = globals.map(([name, value]) => replaceGlobal(name, value));
  return {
    byId: (id) => elements.get(id) ?? assert.fail(`index.html has no ${id}`),
    fakeOf(element) {
      assert.ok(element instanceof FakeElement);
      return element;
    },
    get focused() {
      return focus.element;
    },
    [Symbol.dispose]() {
      for (const each of replaced) each[Symbol.dispose]();
    },
  };
}
