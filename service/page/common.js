// What the conversation and the reader share: theme, menus, the keyboard help, copying citations.

import { $, all, copy, toast } from "./dom.js";
import { citation } from "./http.js";

document.documentElement.classList.add("js");

const actions = new Map();

/** Name what buttons with data-do="name" do: (button, event) => … */
export function on(name, action) {
  actions.set(name, action);
}

addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) actions.get(button.dataset.do)?.(button, event);
  for (const menu of all("details.menu[open]")) {
    if (!menu.contains(event.target) || button) menu.open = false;
  }
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details.menu[open]")) {
    menu.open = false;
    $("summary", menu).focus();
  }
});

on("help", () => $("#help").showModal());

on("cite", async (button) => {
  const holder = button.closest("[data-cite]");
  try {
    const text = await citation(holder.dataset.cite, button.dataset.style);
    await copy(text, $("[data-slot=citation]", holder) ?? $("#cited"));
  } catch (problem) {
    toast(problem.message);
  }
});

for (const radio of all("[name=theme]")) {
  radio.addEventListener("change", () => {
    document.cookie = `theme=${radio.value}; path=/; max-age=31536000; samesite=lax`;
    if (radio.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = radio.value;
  });
}

// The language is remembered by its cookie; a link that is copied should not carry it along.
const here = new URL(location);
if (here.searchParams.has("lang")) {
  here.searchParams.delete("lang");
  history.replaceState(null, "", here);
}

