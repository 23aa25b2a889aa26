// Requests to the service; every failure becomes a Problem that says what to show.

import { has, t } from "./dom.js";

export class Problem extends Error {
  constructor(code, detail = "", id = "") {
    super(t(has(`error_${code}`) ? `error_${code}` : "error_other"));
    Object.assign(this, { code, detail, id });
  }
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("offline");
  }
  let body;
  try {
    body = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(response.ok ? "offline" : "internal_error", `HTTP ${response.status}`);
  }
  if (!response.ok) {
    const { code = "other", message = "" } = body.error ?? {};
    throw new Problem(code, message, body.request_id);
  }
  return body;
}

export const get = (url) => request(url);

export const ask = (question, filters, signal) =>
  request("/v1/ask", {
    method: "POST",
    signal,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question, explain: true, ...(filters && { filters }) }),
  });

/** The citation of a passage's address, or of a document at its own citation address. */
export async function citation(base, style) {
  return (await get(`${base}?style=${encodeURIComponent(style)}`)).citation;
}

export const citationOf = (address) => `/v1/passages/${encodeURIComponent(address)}/citation`;
