// Keys that only the queue has: E words a field anew, R and a digit picks a reason, Ctrl+Enter decides from anywhere.
// All others are [data-key] buttons (keys.js). Never while typing, composing or with a modifier; the account can turn them off.
import { composing } from "./http.js";

const form = document.querySelector("form[data-decide]");
const on = () => document.documentElement.dataset.shortcuts === "on";
const FIELDS = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
const WAIT = 4000;
let picking = 0;

function decide(e) {
  const main = form.querySelector("[data-main]");
  if (e.target.form || e.target.closest?.(FIELDS) || !main || main.disabled) return;
  e.preventDefault();
  form.requestSubmit(main);
}

function edit() {
  const row = document.activeElement.closest?.("[data-row]") ?? document.querySelector("[data-row]:has(textarea)");
  const text = row?.querySelector("textarea");
  if (!text) return false;
  row.querySelector("input[value=both]")?.click();
  text.focus();
  return true;
}

function pick(e) {
  const reason = performance.now() < picking && form.querySelector(`[data-reason="${CSS.escape(e.key)}"]`);
  if (!reason) return false;
  picking = 0;
  form.requestSubmit(reason);
  return true;
}

function ask() {
  const first = form.querySelector("[data-reason]");
  if (!first) return false;
  picking = performance.now() + WAIT;
  first.focus();
  return true;
}

if (form) addEventListener("keydown", (e) => {
  if (composing(e)) return;
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) return decide(e);
  if (e.ctrlKey || e.metaKey || e.altKey || !on() || e.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
  const key = e.key.toLowerCase();
  const taken = /^[1-8]$/.test(key) ? pick(e) : key === "e" ? edit() : key === "r" ? ask() : false;
  if (taken) { e.preventDefault(); e.stopPropagation(); }
}, true);
