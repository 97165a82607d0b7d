// The page as it was before anybody came. Every end puts all of it back: what each step clears itself, and what none
// remembers to clear (a notice, a class, a scroll position, a field of another module).

export class Pristine {
  #kept = [];
  #title = document.title;

  /** Remember the page as it is now. What is below `[data-lasting]` belongs to the device and is left alone. */
  constructor() {
    this.#remember(document.documentElement, false);
    this.#remember(document.body, true);
  }

  restore() {
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
    document.getSelection()?.removeAllRanges();
    for (const one of this.#kept) putBack(one);
    document.title = this.#title;
    for (const { node } of this.#kept) if (node instanceof Element) unscroll(node);
  }

  #remember(node, deep) {
    if (node instanceof CharacterData) this.#kept.push({ node, text: node.data });
    else if (node instanceof Element) {
      const lasting = 'lasting' in node.dataset;
      const children = deep && !lasting ? [...node.childNodes] : null;
      if (!lasting) this.#kept.push({ node, attributes: attributesOf(node), children });
      for (const child of children ?? []) this.#remember(child, true);
    }
  }
}

/** Names and values in turn: a page has thousands, and this is read before its first screen. */
function attributesOf(node) {
  return node.getAttributeNames().flatMap((name) => [name, node.getAttribute(name)]);
}

function putBack({ node, text, attributes, children }) {
  if (text !== undefined) {
    if (node.data !== text) node.data = text;
    return;
  }
  for (const name of node.getAttributeNames()) if (!isKept(name, attributes)) node.removeAttribute(name);
  for (let at = 0; at < attributes.length; at += 2) {
    const [name, value] = [attributes[at], attributes[at + 1]];
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  if (children && !same(children, node.childNodes)) node.replaceChildren(...children);
  unfill(node);
}

function isKept(name, attributes) {
  for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === name) return true;
  return false;
}

function same(children, present) {
  return children.length === present.length && children.every((child, i) => child === present[i]);
}

/** What a field, a dialog or a drawing holds beside its attributes. */
function unfill(node) {
  if (node instanceof HTMLInputElement) {
    node.checked = node.defaultChecked;
    node.indeterminate = false;
  }
  if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) {
    if (node.value !== node.defaultValue) node.value = node.defaultValue;
    node.setCustomValidity('');
  }
  if (node instanceof HTMLDialogElement) node.returnValue = '';
  if (node instanceof HTMLCanvasElement) node.width += 0; // a new width, also the same, empties it
}

function unscroll(node) {
  if (node.scrollTop !== 0) node.scrollTop = 0;
  if (node.scrollLeft !== 0) node.scrollLeft = 0;
}
