// Single-key shortcuts: never while typing, composing or holding a modifier; the account can turn them off (WCAG 2.1.4).
// <a data-key="e"> is followed by that key; [data-row] are walked with J and K; 1 2 3 choose inside a row.
import { composing } from "./http.js";

const on = () => document.documentElement.dataset.shortcuts === "on";
const TYPES = "input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, [contenteditable]";
const typing = (e) => composing(e) || e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.(TYPES);

document.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && !composing(e)) return send(e);
  if (typing(e) || !on() || document.querySelector("dialog[open]")) return;
  const key = e.key.toLowerCase();
  if (key === "/") return focusSearch(e);
  if (key === "?") return document.getElementById("shortcuts")?.showModal();
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  if ("123".includes(key) && choose(Number(key))) return;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target) { e.preventDefault(); target.click(); }
});

function send(e) {
  const button = e.target.form?.querySelector("[data-main]");
  if (button) { e.preventDefault(); e.target.form.requestSubmit(button); }
}

function focusSearch(e) {
  const q = document.getElementById("q");
  if (q) { e.preventDefault(); q.focus(); q.select(); }
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement.closest?.("[data-row]"));
  const row = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  (row.querySelector("input[type=radio]:checked, input[type=radio], a") ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
}

function choose(n) {
  const radio = document.activeElement.closest?.("[data-row]")?.querySelectorAll("input[type=radio]")[n - 1];
  radio?.click();
  return Boolean(radio);
}

// The Enter that takes a word from the input method never sends a form.
document.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && composing(e)) e.stopPropagation();
}, true);
