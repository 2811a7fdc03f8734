// <form data-autosave="/…" data-autosave-owner="3">: a working copy goes to the server a few seconds after a change and on leaving.
// When the server cannot be reached the text stays in this browser (for this person only), and is sent again later.
import { post } from "./http.js";

const WAIT = 3000, RETRY = 15000;
const key = (form) => `copy:${form.dataset.autosaveOwner}:${form.dataset.autosave}`;
const skip = new Set(["csrf_token", "once", "act"]);

function body(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string"));
}

function content(form) {
  return new URLSearchParams([...body(form)].filter(([name]) => !skip.has(name))).toString();
}

function tell(form, state) {
  const el = form.querySelector("[data-autosave-state]") ?? document.querySelector("[data-autosave-state]");
  if (!el) return;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  el.dataset.state = state;
  el.querySelector("[data-text]").textContent = el.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`].replace("{time}", time);
  el.querySelector("a").hidden = state !== "signedOut";
}

function keep(form, text, sent = false) {
  try { localStorage.setItem(key(form), JSON.stringify({ text, sent })); } catch { /* storage is full or closed */ }
}

async function save(form, leaving = false) {
  const text = content(form);
  if (text === form.saved || form.hasAttribute("data-leaving")) return;
  clearTimeout(form.timer);
  if (leaving) keep(form, text);                              // the answer may never be seen
  try {
    const r = await post(form.dataset.autosave, body(form), { keepalive: leaving && text.length < 60000 });
    if (r.ok) return done(form, text);
    keep(form, text);
    if (r.status === 401 || r.status === 403) return tell(form, "signedOut");
    tell(form, "failed");
  } catch {
    keep(form, text);
    tell(form, "failed");
  }
  form.timer = setTimeout(() => save(form), RETRY);
}

function done(form, text) {
  form.saved = text;
  localStorage.removeItem(key(form));
  tell(form, "saved");
}

// The kept text goes to the server, which then draws the form from it, however many steps it has.
function offer(form) {
  const kept = JSON.parse(localStorage.getItem(key(form)) ?? "null");
  const note = form.querySelector("[data-kept]");
  if (!kept || kept.text === form.saved || !note) return;
  note.hidden = false;
  note.querySelector("button").addEventListener("click", async () => {
    const r = await post(form.dataset.autosave, new URLSearchParams(kept.text)).catch(() => null);
    if (!r?.ok) return tell(form, "failed");
    localStorage.removeItem(key(form));
    location.reload();
  });
}

// A form that was sent stays here until a page says that it has arrived: the line or the session may have ended meanwhile.
function tidy() {
  for (const el of document.querySelectorAll("[data-arrived]")) {
    const name = `copy:${el.dataset.arrived}`;
    if (JSON.parse(localStorage.getItem(name))?.sent) localStorage.removeItem(name);
  }
}

tidy();
for (const form of document.querySelectorAll("form[data-autosave]")) {
  form.saved = content(form);
  offer(form);
  form.addEventListener("input", () => {
    clearTimeout(form.timer);
    form.timer = setTimeout(() => save(form), WAIT);
  });
  form.addEventListener("submit", () => { form.dataset.leaving = "1"; clearTimeout(form.timer); keep(form, content(form), true); });
  addEventListener("online", () => save(form));
  addEventListener("pagehide", () => save(form, true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(form, true); });
}

// Signing out leaves nothing of this person in the browser.
document.querySelector("[data-sign-out]")?.addEventListener("submit", () => {
  for (const name of Object.keys(localStorage)) if (name.startsWith("copy:")) localStorage.removeItem(name);
});
