// Hints on wording: <form data-hints="/scenarios/hints"> shows in #hints what could be said more plainly, of all that is typed.
import { post } from "./http.js";
import { swap } from "./live.js";

const WAIT = 600;
const NAMES = /^(title|situation|solutions-)/;
const form = document.querySelector("form[data-hints]");
const into = document.querySelector("#hints");
let timer;

function run() {
  const fields = [...new FormData(form)].filter(([name, value]) => NAMES.test(name) && typeof value === "string");
  if (!fields.some(([, value]) => value.trim())) return;
  swap(into, (signal) => post(form.dataset.hints, new URLSearchParams(fields), { signal, headers: { "X-Fragment": into.id } }));
}

function later(e) {
  if (e.isComposing || !NAMES.test(e.target.name ?? "solutions-")) return;
  clearTimeout(timer);
  timer = setTimeout(run, WAIT);
}
form.addEventListener("input", later);
form.addEventListener("compositionend", later);
for (const button of form.querySelectorAll("[data-noscript]")) button.hidden = true;
run();
