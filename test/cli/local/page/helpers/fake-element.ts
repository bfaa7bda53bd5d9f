import assert from 'node:assert/strict';

type Child = FakeElement | string;

export interface FakeEvent {
  readonly type: string;
  readonly target: FakeElement;
  isPrevented: boolean;
  preventDefault(): void;
}

/** What of the DOM the page uses of an element, and no more. It has no layout: a test sets the heights. */
export class FakeElement {
  readonly style = new FakeStyle();
  readonly dataset: Record<string, string> = {};
  readonly classList = { toggle: (name: string, isOn: boolean): void => this.#toggle(name, isOn) };
  readonly tagName: string;
  parentElement: FakeElement | null = null;
  title = '';
  type = '';
  value = '';
  scrollTop = 0;
  scrollHeight = 0;
  clientHeight = 0;
  #children: Child[] = [];
  readonly #attributes = new Map<string, string>();
  readonly #listeners: (readonly [type: string, listener: (event: FakeEvent) => void])[] = [];
  /** The one of its document that has the focus. */
  readonly #focus: { element: FakeElement | null };

  constructor(tagName: string, focus: { element: FakeElement | null }) {
    this.tagName = tagName;
    this.#focus = focus;
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }

  get className(): string {
    return this.getAttribute('class') ?? '';
  }

  set className(value: string) {
    this.setAttribute('class', value);
  }

  get tabIndex(): number {
    return Number(this.getAttribute('tabindex') ?? (this.tagName === 'button' ? 0 : -1));
  }

  set tabIndex(value: number) {
    this.setAttribute('tabindex', String(value));
  }

  get hidden(): boolean {
    return this.#attributes.has('hidden');
  }

  set hidden(isHidden: boolean) {
    if (isHidden) this.setAttribute('hidden', '');
    else this.#attributes.delete('hidden');
  }

  #toggle(name: string, isOn: boolean): void {
    const others = this.className.split(' ').filter((each) => each !== name && each !== '');
    this.className = [...others, ...(isOn ? [name] : [])].join(' ');
  }

  get textContent(): string {
    return this.#children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  set textContent(text: string) {
    this.replaceChildren(text);
  }

  get children(): FakeElement[] {
    return this.#children.filter((child) => typeof child !== 'string');
  }

  get childElementCount(): number {
    return this.children.length;
  }

  get firstElementChild(): FakeElement | null {
    return this.children[0] ?? null;
  }

  append(...added: readonly Child[]): void {
    this.#insert(this.#children.length, added);
  }

  prepend(...added: readonly Child[]): void {
    this.#insert(0, added);
  }

  after(...added: readonly Child[]): void {
    const parent = this.parentElement;
    if (parent !== null) parent.#insert(parent.#children.indexOf(this) + 1, added);
  }

  replaceChildren(...added: readonly Child[]): void {
    for (const child of this.children) child.remove();
    this.#children = [];
    this.append(...added);
  }

  remove(): void {
    const parent = this.parentElement;
    if (parent === null) return;
    parent.#children = parent.#children.filter((child) => child !== this);
    this.parentElement = null;
  }

  /** The page only inserts what is new. */
  #insert(at: number, added: readonly Child[]): void {
    this.#children.splice(at, 0, ...added);
    for (const child of added) {
      if (typeof child === 'string') continue;
      assert.equal(child.parentElement, null);
      child.parentElement = this;
    }
  }

  querySelector(selector: string): FakeElement | null {
    for (const element of this.#descendants()) if (element.matches(selector)) return element;
    return null;
  }

  querySelectorAll(selector: string): FakeElement[] {
    return [...this.#descendants()].filter((element) => element.matches(selector));
  }

  *#descendants(): Generator<FakeElement> {
    for (const child of this.#children) {
      if (typeof child === 'string') continue;
      yield child;
      yield* child.#descendants();
    }
  }

  /** Tags, classes, attributes, `:focus`, `:not()` and `>`. */
  matches(selector: string): boolean {
    const [own = '', ...parents] = selector.split(' > ').toReversed();
    const parts = own.match(/:not\(.+?\)|:focus|\.[\w-]+|\[.+?\]|^\w+/g) ?? [];
    assert.equal(parts.join(''), own, 'a selector that the fake does not know');
    if (!parts.every((part) => this.#has(part))) return false;
    return parents.length === 0 || this.parentElement?.matches(parents.toReversed().join(' > ')) === true;
  }

  #has(part: string): boolean {
    if (part === ':focus') return this.#focus.element === this;
    if (part.startsWith(':not(')) return !this.matches(part.slice(5, -1));
    if (part.startsWith('.')) return this.className.split(' ').includes(part.slice(1));
    const [, name, value] = /^\[([\w-]+)(?:="(.*)")?\]$/.exec(part) ?? [];
    if (name === undefined) return this.tagName === part;
    const own = this.getAttribute(name);
    return value === undefined ? own !== null : own === value;
  }

  addEventListener(type: string, listener: (event: FakeEvent) => void): void {
    this.#listeners.push([type, listener]);
  }

  /** Sends an event through the element and all that it is in. */
  fire(type: string, members: object = {}): FakeEvent {
    const event: FakeEvent = {
      ...members,
      type,
      target: this,
      isPrevented: false,
      preventDefault: () => (event.isPrevented = true),
    };
    this.#take(event);
    return event;
  }

  #take(event: FakeEvent): void {
    for (const [type, listener] of this.#listeners) if (type === event.type) listener(event);
    if (this.parentElement !== null) this.parentElement.#take(event);
  }

  click(): void {
    this.fire('click');
  }

  focus(): void {
    this.#focus.element = this;
    this.fire('focusin');
  }
}

class FakeStyle {
  readonly #properties = new Map<string, string>();

  setProperty(name: string, value: string): void {
    this.#properties.set(name, value);
  }

  getPropertyValue(name: string): string {
    return this.#properties.get(name) ?? '';
  }
}
