// Small tools over the DOM. Text goes in through textContent only; markup comes from <template>.

export const $ = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const strings = new Map(
  all("i", $("#strings").content).map((element) => [element.dataset.key, element.textContent]),
);

/** The page's words for a key, with {names} filled in. */
export function t(key, values = {}) {
  const words = strings.get(key) ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const has = (key) => strings.has(key);

/** A copy of a template's element, with its slots filled: {name: text}. */
export function clone(id, slots = {}) {
  const node = $(`#${id}`, document).content.firstElementChild.cloneNode(true);
  for (const [name, text] of Object.entries(slots)) fill(node, name, text);
  return node;
}

/** Put text into a slot; an empty one is hidden. */
export function fill(node, name, text, lang) {
  const slot = $(`[data-slot="${name}"]`, node);
  slot.textContent = text ?? "";
  slot.hidden = !text;
  if (lang) slot.lang = lang;
  return slot;
}

export function make(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Tell screen readers. */
export function say(text) {
  const said = $("#said");
  said.textContent = "";
  // A change that comes later is announced even if the words are the same.
  setTimeout(() => (said.textContent = text), 50);
}

let toastEnds;
export function toast(text) {
  const node = $("#toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => (node.hidden = true), 4000);
  say(text);
}

/** Copy; where the browser refuses, show the text selected instead. */
export async function copy(text, fallback) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch {
    if (fallback) {
      fallback.textContent = text;
      fallback.hidden = false;
      const folded = fallback.closest("details, aside");
      if (folded) Object.assign(folded, { open: true, hidden: false });
      getSelection().selectAllChildren(fallback);
    }
    toast(t("copy_failed"));
  }
}

/** Code points, in which the server counts, from and to the UTF-16 units of JavaScript. */
export const points = (text) => [...text];
