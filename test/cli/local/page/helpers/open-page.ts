import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Window } from 'happy-dom';
import { turn } from '../../../../helpers/turn.js';
import { replaceGlobal } from './replace-global.js';

const [, BODY = ''] = /<body>(.*)<\/body>/s.exec(readFileSync('src/cli/local/page/index.html', 'utf8')) ?? [];

export interface OpenPage extends AsyncDisposable {
  byId(id: string): HTMLElement;
  readonly focused: Element | null;
  /** Types a text in place of what an input has. */
  type(id: string, text: string): void;
  /** Presses a key where the focus is. Returns whether the page keeps the browser from what it does by itself. */
  press(key: string, modifiers?: EventModifierInit): boolean;
  /** Sends another event; what it returns is as of a key. */
  fire(id: string, type: string): boolean;
}

/**
 * A document with the body of index.html, until the end of the block. It has no layout: a test sets the heights.
 * Other globals of the browser can be given.
 */
export function openPage(others: Readonly<Record<string, unknown>> = {}): OpenPage {
  const window = new Window({ url: 'http://127.0.0.1:4588/' });
  const { HTMLElement, HTMLInputElement, location, navigator } = window;
  // Its types are its own, though they say the same.
  const document = window.document as unknown as Document;
  document.body.innerHTML = BODY;
  const getSelection = () => document.getSelection();
  const own = { document, getSelection, HTMLElement, HTMLInputElement, location, navigator };
  const replaced = Object.entries({ ...own, ...others }).map(([name, value]) => replaceGlobal(name, value));
  const byId = (id: string) => document.getElementById(id) ?? assert.fail(`index.html has no ${id}`);
  const send = (
    target: Element,
    type: 'Event' | 'KeyboardEvent',
    name: string,
    members: object = {},
  ): boolean => {
    const event = new window[type](name, { ...members, bubbles: true, cancelable: true });
    return !target.dispatchEvent(event as unknown as Event);
  };
  return {
    byId,
    get focused() {
      return document.activeElement;
    },
    type(id, text) {
      const input = byId(id);
      assert.ok(input instanceof globalThis.HTMLInputElement);
      input.value = text;
      send(input, 'Event', 'input');
    },
    press: (key, modifiers) =>
      send(document.activeElement ?? document.body, 'KeyboardEvent', 'keydown', { ...modifiers, key }),
    fire: (id, type) => send(byId(id), 'Event', type),
    async [Symbol.asyncDispose]() {
      for (const each of replaced) each[Symbol.dispose]();
      await window.happyDOM.close();
    },
  };
}

/** What the server answers is read in turns of its own. */
export async function settled(): Promise<void> {
  for (let count = 0; count < 3; count++) await turn();
}
