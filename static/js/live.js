// Live fragments: <input data-live="/scenarios/similar" data-into="#similar" data-send="title situation">
// fetches server-rendered HTML while the person types: ignores half-typed words, drops stale answers, tells screen readers.
// Text goes by POST; only a search, marked data-push, goes by GET and into the address.
import { enough, get, post } from "./http.js";

const WAIT = 220;

export async function swap(into, ask) {
  into.ctl?.abort();
  const ctl = (into.ctl = new AbortController());
  into.setAttribute("aria-busy", "true");
  try {
    const r = await ask(ctl.signal);
    // Signed out: the server decides, but nobody is led away from half-written text.
    if (r.status === 401) return document.querySelector("form[data-autosave]") || location.reload();
    if (!r.ok) throw new Error(r.status);
    into.innerHTML = await r.text();                          // same-origin, server-escaped
    into.removeAttribute("data-error");
    into.dispatchEvent(new CustomEvent("live:done", { bubbles: true }));
  } catch (e) {
    if (e.name !== "AbortError" && into.dataset.textError) into.dataset.error = into.dataset.textError;
  } finally {
    if (into.ctl === ctl) into.removeAttribute("aria-busy");
  }
}

function query(el, fields) {
  const url = new URL(el.dataset.live, location.href);
  for (const [name, value] of fields) if (value) url.searchParams.append(name, value);
  return url;
}

function run(el) {
  const into = document.querySelector(el.dataset.into);
  const names = el.dataset.send?.split(" ");
  const fields = [...new FormData(el.form)].filter(([name]) => !names || names.includes(name));
  if (!el.hasAttribute("data-push")) {
    const body = new URLSearchParams(fields.filter(([, value]) => typeof value === "string"));
    return swap(into, (signal) => post(el.dataset.live, body, { signal, headers: { "X-Fragment": into.id } }));
  }
  const url = query(el, fields);
  history.replaceState(null, "", url);
  return swap(into, (signal) => get(url, { signal, headers: { "X-Fragment": into.id } }));
}

function onType(e) {
  const el = e.target.closest?.("[data-live]");
  if (!el || e.isComposing) return;                           // wait for the input method to commit
  clearTimeout(el.timer);
  const s = el.value.trim();
  if (s === el.sent || (s && !enough(s))) return;
  el.timer = setTimeout(() => { el.sent = s; run(el); }, WAIT);
}
addEventListener("input", onType);
addEventListener("compositionend", onType);

// Filters apply when ticked: <form data-auto>; the button stays for those without script.
addEventListener("change", (e) => {
  if (e.target.form?.hasAttribute("data-auto")) e.target.form.requestSubmit();
});
for (const button of document.querySelectorAll("form[data-auto] [data-noscript]")) button.hidden = true;
