// The conversation: asks, shows answers in order, keeps them in this browser.

import { $, all, clone, copy, fill, points, say, t, toast } from "./dom.js";
import { on } from "./common.js";
import { ask } from "./http.js";
import { adopt, describe, renderTurn } from "./answer.js";
import { download, markdown } from "./export.js";
import * as store from "./store.js";

const form = $("#ask");
const box = $("#question");
const list = $("#turns");
const stop = $("[data-do=stop]");
const shown = new Map(); // id: turn
let running = null; // the AbortController of the question that is being answered
let follows = null; // the question that the next one follows

// — asking —

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || running) return;
  box.value = "";
  submit(question, filtersNow(), follows);
  follow(null);
});

box.addEventListener("keydown", (event) => {
  // While an input method composes Chinese, Enter chooses a word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

async function submit(question, filters, after) {
  $("#welcome").hidden = true;
  $("#problem")?.remove();
  const turn = { id: store.newId(), question, filters, follows: after, time: new Date().toISOString() };
  const waiting = pending(turn);
  running = new AbortController();
  busy(true);
  const seconds = count(waiting);
  try {
    turn.answer = await ask(question, filters, running.signal);
    const node = add(turn);
    waiting.remove();
    if (!store.keep(turn)) toast(t("not_kept"));
    history.replaceState(null, "", "/");
    reveal(node);
    const { status, passages } = turn.answer;
    say(t("announce_answer", { status: t(`status_${status}`), count: passages.length }));
  } catch (problem) {
    fail(waiting, turn, problem);
  } finally {
    clearInterval(seconds);
    running = null;
    busy(false);
  }
}

/** A turn without an answer yet. */
function pending(turn) {
  const node = clone("turn");
  fill(node, "question", turn.question);
  fill(node, "scope", describe(turn.filters));
  fill(node, "follows", turn.follows && t("follows") + turn.follows);
  node.dataset.status = "waiting";
  $(".tools", node).remove();
  $(".answer", node).replaceWith(clone("waiting"));
  list.append(node);
  reveal(node);
  say(t("searching"));
  return node;
}

function count(node) {
  const begun = Date.now();
  return setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    const words = $(".waiting span", node);
    if (words && seconds >= 3) words.textContent = t("searching_long", { seconds });
  }, 1000);
}

function fail(node, turn, problem) {
  if (problem.name === "AbortError") {
    node.remove();
    box.value ||= turn.question;
    follow(turn.follows);
    box.focus();
    $("#welcome").hidden = list.children.length > 0;
    say(t("stopped"));
    return;
  }
  node.dataset.status = "failed";
  const known = "code" in problem;
  $(".waiting", node).replaceWith(
    clone("failed", {
      what: known ? problem.message : t("error_internal_error"),
      detail: [problem.detail, problem.id && t("error_id", { id: problem.id })].filter(Boolean).join(" · "),
    }),
  );
  node.failed = turn;
  if (!known) console.error(problem);
}

function busy(is) {
  stop.hidden = !is;
  $("[type=submit]", form).hidden = is;
  list.setAttribute("aria-busy", String(is));
}

on("stop", () => running?.abort());
addEventListener("keydown", (event) => {
  if (event.key === "Escape") running?.abort();
});

// — turns —

function add(turn) {
  const node = renderTurn(turn);
  shown.set(turn.id, turn);
  const later = all(".turn[id]", list).find((other) => other.id > node.id);
  list.insertBefore(node, later ?? $(".turn:not([id])", list));
  $("#welcome").hidden = true;
  return node;
}

function reveal(node) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}

/** The turn that a button belongs to, also one that failed. */
const turnOf = (button) => {
  const node = button.closest(".turn");
  return node.failed ?? shown.get(node.id.slice(2));
};

function drop(id) {
  shown.delete(id);
  $(`#t-${CSS.escape(id)}`)?.remove();
  $("#welcome").hidden = list.children.length > 0;
}

on("again", (button) => {
  if (running) return;
  const turn = turnOf(button);
  if (turn === button.closest(".turn").failed) button.closest(".turn").remove();
  submit(turn.question, turn.filters, turn.follows);
});

on("edit", (button) => {
  const turn = turnOf(button);
  if (button.closest(".turn").failed) button.closest(".turn").remove();
  box.value = turn.question;
  setFilters(turn.filters);
  follow(turn.follows);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
});

on("link", (button) => {
  const { question, filters } = turnOf(button);
  const url = new URL("/", location);
  url.searchParams.set("q", question);
  for (const id of filters?.documents ?? []) url.searchParams.append("document", id);
  for (const language of filters?.languages ?? []) url.searchParams.append("language", language);
  if (filters?.section) url.searchParams.set("section", filters.section);
  copy(String(url));
});

on("remove", (button) => {
  const { id } = turnOf(button);
  store.forget(id);
  drop(id);
  box.focus();
});

on("follow-up", (button) => {
  const turn = turnOf(button);
  setFilters(turn.filters);
  follow(turn.question);
  box.focus();
});

on("ask-here", (button) => {
  const { document: id, section } = button.closest(".passage").dataset;
  setFilters({ documents: [id], section });
  follow(turnOf(button).question);
  box.focus();
});

on("unfollow", () => {
  follow(null);
  box.focus();
});

function follow(question) {
  follows = question ?? null;
  $("#following").hidden = !follows;
  $("#following span").textContent = follows ? t("follows") + follows : "";
}

on("example", (link, event) => {
  event.preventDefault();
  submit(link.textContent, filtersNow(), null);
});

// — scope —

function filtersNow() {
  const data = new FormData(form);
  const documents = data.getAll("document");
  const languages = data.getAll("language");
  const section = data.get("section").trim();
  const filters = {
    ...(documents.length && { documents }),
    ...(languages.length && { languages }),
    ...(section && { section }),
  };
  return Object.keys(filters).length ? filters : null;
}

function setFilters(filters) {
  for (const input of all("[name=document]", form)) {
    input.checked = filters?.documents?.includes(input.value) ?? false;
  }
  for (const input of all("[name=language]", form)) {
    input.checked = filters?.languages?.includes(input.value) ?? false;
  }
  $("#section").value = filters?.section ?? "";
  showScope();
}

function showScope() {
  $("#scope").textContent = describe(filtersNow()) || t("filters_all");
}

on("clear-filters", () => setFilters(null));
$("#filters").addEventListener("input", showScope);

// — history —

on("export", () => {
  download(markdown([...shown.values()].sort((a, b) => (a.id < b.id ? -1 : 1))));
  toast(t("exported"));
});

on("erase", () => $("dialog#erase").showModal());
$("dialog#erase").addEventListener("close", (event) => {
  if (event.target.returnValue !== "yes") return;
  store.erase();
  [...shown.keys()].forEach(drop);
  follow(null);
  event.target.returnValue = "";
  toast(t("erased"));
});

store.watch((id, turn) => {
  if (id === null) [...shown.keys()].forEach(drop);
  else if (!turn) drop(id);
  else if (!shown.has(id)) add(turn);
});

// — keys —

addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.code === "KeyQ") box.focus();
  else if (step) {
    const passages = all(".passage", list);
    const at = passages.indexOf(document.activeElement.closest(".passage"));
    const next = at < 0 ? (step > 0 ? 0 : passages.length - 1) : at + step;
    passages[Math.min(Math.max(next, 0), passages.length - 1)]?.focus();
  } else return;
  event.preventDefault();
});

// — opening —

// The reader finds its way back by this.
list.addEventListener("click", (event) => {
  if (event.target.closest("[data-slot=open]")) {
    sessionStorage.setItem("wenju:back", event.target.closest(".turn").id);
  }
});

/** What the server answered for ?q= becomes a turn like the others. */
function adoptServed() {
  const data = $("script#answer");
  const node = $(".turn", list);
  if (!data || !node) return;
  const { answer, filters } = JSON.parse(data.textContent);
  const used = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.length));
  const question = answer.question.text;
  const same = store.turns().at(-1);
  const again = same?.question === question && same.answer.index_version === answer.index_version;
  const turn = {
    id: again ? same.id : store.newId(),
    question,
    filters: Object.keys(used).length ? used : null,
    time: new Date().toISOString(),
    answer,
  };
  node.id = `t-${turn.id}`;
  shown.set(turn.id, turn);
  const passages = answer.passages.length ? answer.passages : answer.related;
  all(".passage", node).forEach((each, at) => adopt(each, passages[at], question));
  store.keep(turn);
  return node;
}

const served = adoptServed();
for (const turn of store.turns()) if (!shown.has(turn.id)) add(turn);
if (served) served.scrollIntoView({ block: "start" });
else if (location.hash.startsWith("#t-")) $(`#${CSS.escape(location.hash.slice(1))}`)?.scrollIntoView();
else if (shown.size) list.lastElementChild.scrollIntoView({ block: "start" });
showScope();
box.setAttribute("maxlength", box.maxLength * 2); // UTF-16 units; the server counts code points
if (points(box.value).length === 0 && !served && matchMedia("(hover: hover)").matches) box.focus({ preventScroll: true });
