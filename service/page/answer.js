// From the JSON of an answer to the page: fills the templates that the server rendered.

import { $, clone, fill, has, make, points, t } from "./dom.js";
import { citationOf } from "./http.js";

// As in service/web/views.py.
const SCORES = [[0.75, "score_high"], [0.5, "score_good"], [0.25, "score_some"], [0, "score_low"]];

const percent = (share) => Math.round(share * 100);
const scoreWords = (score) => t(SCORES.find(([least]) => score >= least)[1]);

/** The element of one turn: {id, question, filters, follows, answer}. */
export function renderTurn(turn) {
  const { answer } = turn;
  const node = clone("turn");
  node.id = `t-${turn.id}`;
  node.dataset.status = answer.status;
  fill(node, "question", answer.question.text, answer.question.language);
  fill(node, "status", t(`status_${answer.status}`));
  const sure = answer.passages.length && t("confidence", { percent: percent(answer.confidence) });
  fill(node, "confidence", sure || "");
  fill(node, "message", answer.message, answer.question.language);
  fill(node, "scope", describe(turn.filters));
  fill(node, "follows", turn.follows && t("follows") + turn.follows);
  fillPassages(node, answer);
  return node;
}

/** Show the passages, or, where none answers, the related ones under their own heading. */
function fillPassages(node, answer) {
  const shown = answer.passages.length ? answer.passages : answer.related;
  $("[data-slot=related]", node).hidden = answer.passages.length > 0 || !shown.length;
  $("[data-slot=passages]", node).replaceChildren(...shown.map((passage) => renderPassage(passage, answer.question.text)));
}

function renderPassage(passage, question) {
  const node = clone("passage");
  const { language, locator } = passage;
  fill(node, "rank", String(passage.rank));
  fill(node, "title", passage.title, language);
  fill(node, "where", where(locator), language);
  fill(node, "standing", standing(passage));
  fill(node, "language", has(language) ? t(language) : language);
  fill(node, "score", scoreWords(passage.score)).title = `${percent(passage.score)} %`;
  fill(node, "citation", passage.citation, language);
  const text = $("[data-slot=text]", node);
  text.lang = language;
  text.replaceChildren(...marked(passage));
  $("[data-slot=open]", node).href = `${passage.url}#at`;
  adopt(node, passage, question);
  return node;
}

/** Give a passage that the server rendered what only the script needs. */
export function adopt(node, passage, question) {
  const [first] = passage.evidence;
  const cited = first ? `${first.start}-${first.end}` : `${passage.start}-${passage.end}`;
  node.dataset.cite = citationOf(passage.address.replace(/[^:]*$/, cited));
  node.dataset.document = passage.document_id;
  node.dataset.section = passage.locator.section_path.at(-1) ?? "";
  $("[data-do=ask-here]", node).hidden = !node.dataset.section;
  if (passage.explanation) {
    const why = $("[data-slot=why]", node);
    why.hidden = false;
    $("div", why).replaceChildren(...explain(passage.explanation, question));
  }
}

/** What to know before quoting: what a passage is if no running text, and of what its reader was not sure. */
export function standing({ kind = "body", table_head: head = null, ocr = null, doubt = null }) {
  const parts = kind === "body" ? [] : [t(`kind_${kind}`)];
  if (head !== null) parts.push(head);
  if (ocr !== null) parts.push(t("ocr", { percent: percent(ocr) }));
  if (doubt !== null) parts.push(t(`doubt_${doubt}`));
  return parts.join(" · ");
}

function where({ section_path: path, paragraph, last_paragraph: last = null, page, note = null, article = null }) {
  const parts = path.length ? [path.join(" › ")] : [];
  if (article !== null) parts.push(article);
  else if (paragraph !== null) parts.push(t("paragraph", { number: last === null ? paragraph : `${paragraph}–${last}` }));
  if (note !== null) parts.push(t("note", { mark: note }).trim());
  if (page !== null) parts.push(t("page", { page }));
  return parts.join(" · ");
}

/** The passage's text in pieces, the evidence in <mark>. */
function marked(passage) {
  const letters = points(passage.text);
  const pieces = [];
  let position = 0;
  const text = (from, to) => letters.slice(from, to).join("");
  for (const span of [...passage.evidence].sort((a, b) => a.start - b.start)) {
    const [start, end] = [span.start - passage.start, span.end - passage.start];
    const mark = make("mark");
    mark.append(make("span", t("evidence"), { class: "unseen" }), text(start, end));
    pieces.push(text(position, start), mark);
    position = end;
  }
  return [...pieces, text(position)].filter((piece) => piece !== "");
}

/** A part of the search that the page has no word for yet keeps its own name. */
const legName = (name) => (has(`why_${name}`) ? t(`why_${name}`) : name);

/** Which words and which parts of the search brought a passage up. */
function explain(explanation, question) {
  const terms = explanation.terms ?? [];
  const words = make("ul", "", { class: "words" });
  words.append(...matches(terms, question).map((word) => make("li", word)));
  const legs = make("dl", "", { class: "legs" });
  const parts = explanation.legs;
  for (const [name, leg] of Object.entries(parts)) {
    const meter = make("meter", "", {
      min: 0,
      max: Math.max(1, ...Object.values(parts).map((other) => other.contribution)),
      value: Math.max(0, leg.contribution),
      "aria-label": legName(name),
    });
    const value = make("dd");
    value.append(meter, ` ${leg.contribution.toFixed(2)}`);
    legs.append(make("dt", legName(name)), value);
  }
  return [
    make("h4", t("why_words")),
    terms.length ? words : make("p", t("why_none")),
    make("h4", t("why_legs")),
    legs,
  ];
}

/** A word said otherwise that adds less than this of what the best one adds is not worth showing. */
const LITTLE = 0.25;

/** Words that are the same, joined where they touch in the question; others with their origin. */
function matches(terms, question) {
  const least = LITTLE * Math.max(0, ...terms.map((term) => term.contribution));
  const letters = points(question);
  const same = new Set();
  const found = [];
  for (const { term, question_span: span, as: ways, contribution } of terms) {
    for (const way of ways ?? []) {
      if (way.origin !== "same" && contribution < least) continue;
      if (way.origin !== "same") found.push(`${term} → ${way.text} (${t(`why_${way.origin}`)})`);
      else for (let at = span[0]; at < span[1]; at++) same.add(at);
    }
  }
  const runs = letters.map((letter, at) => (same.has(at) ? letter : "\n")).join("");
  return [...new Set([...runs.split(/\n+/).filter(Boolean), ...found])];
}

/** The scope of a question in words; empty when it was the whole library. */
export function describe(filters) {
  if (!filters) return "";
  const title = (id) =>
    $(`#filters [name=document][value="${CSS.escape(id)}"] + span`)?.textContent ?? id;
  const parts = [...(filters.documents ?? []).map(title), ...(filters.languages ?? []).map((l) => t(l))];
  if (filters.section) parts.push(filters.section);
  return parts.join(" · ");
}
