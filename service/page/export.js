// The conversation as Markdown, each passage with its locator, citation and address.

import { t } from "./dom.js";
import { describe, standing } from "./answer.js";

/** Signs that Markdown would take for markup are escaped: what was written stays text. */
const plain = (text) =>
  text.replace(/[\\`*_[\]<>#|~]/g, "\\$&").replace(/^(\s*)([-+=]|\d+[.)])/gm, "$1\\$2");
const quoted = (text) => plain(text).split("\n").map((line) => `> ${line}`).join("\n");

export function markdown(turns) {
  const parts = [`# ${t("export_title")}`];
  for (const { question, filters, time, answer } of turns) {
    parts.push(`## ${plain(question)}`);
    parts.push(t("export_asked", { time, index: answer.index_version }));
    const scope = describe(filters);
    if (scope) parts.push(`${t("filters")}: ${plain(scope)}`);
    parts.push(`**${t(`status_${answer.status}`)}**${answer.message ? ` ${plain(answer.message)}` : ""}`);
    if (!answer.passages.length && answer.related.length) parts.push(`### ${t("related")}`);
    for (const passage of [...answer.passages, ...answer.related]) {
      parts.push(`${passage.rank}. ${plain(passage.title)} · ${plain(passage.locator.section_path.join(" › "))}`);
      const known = standing(passage);
      if (known) parts.push(plain(known));
      parts.push(quoted(passage.text));
      parts.push(plain(passage.citation).replace(/\n/g, "  \n"));
      parts.push(`<${new URL(passage.url, location.origin)}>`);
    }
  }
  return `${parts.join("\n\n")}\n`;
}

export function download(text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = `wenju-${new Date().toISOString().slice(0, 10)}.md`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
