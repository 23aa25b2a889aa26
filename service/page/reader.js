// The reader: finds in the text, and gives any selection its address and citation.

import { $, all, copy, points, t } from "./dom.js";
import { on } from "./common.js";
import { citationOf } from "./http.js";

const text = $("#text");
const bar = $("#selection");
const base = text.dataset.address; // document@version

// — opening at the address —

const mark = $("#at");
if (mark) {
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}
const back = sessionStorage.getItem("wenju:back");
if (back) {
  $("#back").href = `/#${back}`;
  $("#back span").textContent = t("back_to_answer");
  $("#back").setAttribute("aria-label", t("back_to_answer"));
}

// — selection —

let span = text.dataset.selected.split("-").map(Number);
if (span.length === 2) showBar();

/** Where a point of the DOM is in the document, in code points; null outside its blocks. */
function offsetOf(node, offset) {
  const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!block || !text.contains(block)) return null;
  const range = document.createRange();
  range.selectNodeContents(block);
  const number = $(".pilcrow", block);
  if (number) range.setStartAfter(number);
  if (range.comparePoint(node, offset) > 0) return null;
  if (range.comparePoint(node, offset) < 0) return Number(block.dataset.start);
  range.setEnd(node, offset);
  return Number(block.dataset.start) + points(range.toString()).length;
}

/** The part of a selection that lies in the text, cut to the blocks it touches. */
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  const touched = all("[data-start]", text).filter((block) => range.intersectsNode(block));
  if (!touched.length) return null;
  const first = Number(touched[0].dataset.start);
  const start = offsetOf(range.startContainer, range.startOffset) ?? first;
  let end = offsetOf(range.endContainer, range.endOffset);
  while (end === null || end <= Number(touched.at(-1).dataset.start)) {
    // The selection ends before the first letter of its last block, or outside the text.
    if (end !== null && touched.length > 1) touched.pop();
    const block = touched.at(-1);
    end = Number(block.dataset.start) + lengthOf(block);
    if (end <= start) return null;
    break;
  }
  return end > start ? [start, end] : null;
}

function lengthOf(block) {
  const number = $(".pilcrow", block)?.textContent.length ?? 0;
  return points(block.textContent).length - number;
}

let settled;
document.addEventListener("selectionchange", () => {
  clearTimeout(settled);
  settled = setTimeout(() => {
    const now = selected();
    if (!now) return;
    span = now;
    showBar();
  }, 150);
});

function showBar() {
  bar.hidden = false;
  $("#selected").textContent = t("selected", { count: span[1] - span[0] });
  $("[data-cite]", bar).dataset.cite = citationOf(`${base}:${span.join("-")}`);
  $("#cited").textContent = "";
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("details.menu[open]")) bar.hidden = true;
});

on("address", () => copy(`${base}:${span.join("-")}`, $("#cited")));
on("link", () => {
  const [id, version] = base.split("@");
  copy(String(new URL(`/documents/${id}?at=${version}:${span.join("-")}#at`, location)), $("#cited"));
});

// — find —

const find = $("#find");
const tally = $(".find output");
let matches = [];
let current = -1;

find.addEventListener("input", search);
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
});
on("find-next", () => step(1));
on("find-previous", () => step(-1));
addEventListener("keydown", (event) => {
  if (!event.altKey || event.code !== "KeyQ") return;
  event.preventDefault();
  find.focus();
});

function search() {
  const wanted = find.value.toLowerCase();
  matches = wanted ? all("[data-start]", text).flatMap((block) => matchesIn(block, wanted)) : [];
  current = -1;
  if (matches.length) step(1);
  else show(wanted ? t("find_none") : "");
}

/** Ranges in one block, across the marks in it. */
function matchesIn(block, wanted) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.matches(".pilcrow") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes = [];
  let whole = "";
  while (walker.nextNode()) {
    nodes.push([whole.length, walker.currentNode]);
    whole += walker.currentNode.data;
  }
  const lower = whole.toLowerCase();
  // Lower case is longer for a few letters (İ): then offsets would not fit.
  const searched = lower.length === whole.length ? lower : whole;
  const place = (at) => {
    const [begins, node] = nodes.findLast(([start]) => start <= at);
    return [node, at - begins];
  };
  const found = [];
  for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + wanted.length)) {
    const range = document.createRange();
    range.setStart(...place(at));
    const [node, last] = place(at + wanted.length - 1);
    range.setEnd(node, last + 1);
    found.push(range);
  }
  return found;
}

function step(by) {
  if (!matches.length) return;
  current = (current + by + matches.length) % matches.length;
  show(t("find_count", { at: current + 1, count: matches.length }));
  const box = matches[current].getBoundingClientRect();
  if (box.top < 80 || box.bottom > innerHeight - 80) {
    scrollBy({ top: box.top - innerHeight / 3 });
  }
}

function show(words) {
  tally.textContent = words;
  if (!CSS.highlights) return;
  CSS.highlights.set("found", new Highlight(...matches));
  CSS.highlights.set("found-now", new Highlight(...matches.slice(current, current + 1)));
}
