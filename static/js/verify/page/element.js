/** Elements, made from texts alone: nothing of a record is ever read as HTML. */

/**
 * @param {string} name with classes behind points, as in "p.quiet"
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  element.className = classes.join(' ');
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @param {string} words
 * @param {() => void} act
 * @param {string} [classes]
 */
export function button(words, act, classes = '.button-quiet') {
  const made = make(`button.button${classes}`, { type: 'button' }, words);
  made.addEventListener('click', act);
  return made;
}

/** Text of programs, always from the left to the right. @param {string} text */
export const code = (text) => make('code', { dir: 'ltr' }, text);

/**
 * A term and what it is.
 *
 * @param {string} term
 * @param {...(Node | string)} values
 */
export const fact = (term, ...values) => make('div', {}, make('dt', {}, term), make('dd', {}, ...values));

/**
 * @param {'success' | 'danger' | 'attention' | 'plain'} kind
 * @param {string} title
 * @param {...(Node | string | null)} children
 */
export const notice = (kind, title, ...children) =>
  make(`div.notice.notice-${kind}`, {}, make('h2.notice-title', {}, title), ...children);

/**
 * Offer bytes or a text as a file.
 *
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function save(name, type, text) {
  const link = make('a', { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(/** @type {HTMLAnchorElement} */ (link).href), 60_000);
}
