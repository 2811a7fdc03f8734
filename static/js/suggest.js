// Suggestions under a search box: <input role="combobox" data-suggest="/suggest" aria-controls="sug">.
// The server answers with <a role="option" id href>; keys walk it, Enter follows or sends, the input method comes first.
import { composing, enough, post } from "./http.js";

const box = (q) => document.getElementById(q.getAttribute("aria-controls"));
const options = (q) => [...box(q).querySelectorAll("[role=option]")];

function show(q, on) {
  box(q).hidden = !on;
  q.setAttribute("aria-expanded", String(on));
  if (!on) q.removeAttribute("aria-activedescendant");
}

function pick(q, by) {
  const all = options(q);
  if (!all.length) return;
  const at = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  all.forEach((o, i) => o.setAttribute("aria-selected", String(i === next)));
  q.setAttribute("aria-activedescendant", all[next].id);
  all[next].scrollIntoView({ block: "nearest" });
}

async function ask(q) {
  const text = q.value.trim();
  if (text === q.asked) return show(q, box(q).children.length > 0);
  q.ctl?.abort();
  if (!enough(text)) { q.asked = null; return show(q, false); }
  q.ctl = new AbortController();
  try {
    const r = await post(q.dataset.suggest, new URLSearchParams({ q: text }), { signal: q.ctl.signal });
    if (!r.ok) return show(q, false);
    box(q).innerHTML = await r.text();                        // same-origin, server-escaped
    options(q).forEach((o, i) => { o.id ||= `sug-${i}`; o.tabIndex = -1; o.setAttribute("aria-selected", "false"); });
    q.asked = text;
    show(q, options(q).length > 0 && document.activeElement === q);
  } catch (e) {
    if (e.name !== "AbortError") show(q, false);              // no suggestions is no fault worth a message
  }
}

function onType(e) {
  const q = e.target.closest?.("[data-suggest]");
  if (!q || e.isComposing) return;
  clearTimeout(q.timer);
  q.timer = setTimeout(() => ask(q), 160);
}

function onKey(e) {
  const q = e.target.closest?.("input[data-suggest]");
  if (!q || composing(e)) return;
  const open = !box(q).hidden;
  if (e.key === "Escape" && open) { e.preventDefault(); show(q, false); }
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    if (open) pick(q, e.key === "ArrowDown" ? 1 : -1); else ask(q);
  }
  const chosen = open && box(q).querySelector("[aria-selected=true]");
  if (e.key === "Enter" && chosen) { e.preventDefault(); chosen.click(); }
}

addEventListener("input", onType);
addEventListener("compositionend", onType);
addEventListener("keydown", onKey);
addEventListener("focusout", (e) => {
  const q = e.target.closest?.("input[data-suggest]");
  if (q) setTimeout(() => show(q, false), 150);               // a click on a suggestion comes first
});
addEventListener("pointerdown", (e) => {
  if (e.target.closest?.("[role=listbox]")) e.preventDefault();   // keep the focus in the field
});
