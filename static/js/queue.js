// Deciding in the queue: the lease is taken and kept while somebody is at work, a hasty decision is asked once more.
// <form data-decide data-claim="/queue/1/claim">, [data-lease-text], [data-harmless] buttons decide nothing, [data-sentence] fills the note.
import { post, toast } from "./http.js";

const RENEW = 60_000, EARLY = 5000, SHOWN = 8000;
const form = document.querySelector("form[data-decide]");
const opened = performance.now();
let renewed = -Infinity, sure = null;

async function claim() {
  renewed = performance.now();
  const answer = await post(form.dataset.claim, new URLSearchParams()).catch(() => null);
  if (!answer) return;                                        // offline: deciding claims once more
  const { token, text, detail } = await answer.json().catch(() => ({}));
  if (answer.ok) form.elements.lease_token.value = token;
  tell(answer.ok ? text : form.dataset.textLost, !answer.ok);
  if (!answer.ok) toast(detail);
}

function tell(text, lost) {
  const el = document.querySelector("[data-lease-text]");
  el.textContent = text;
  el.classList.toggle("bad", lost);
  el.classList.toggle("ok", !lost);
}

function work() {
  if (performance.now() - renewed > RENEW) claim();
}

if (form?.dataset.claim) {
  if (Number(form.dataset.seconds) > 0) renewed = opened; else claim();
  for (const kind of ["keydown", "pointerdown", "input"]) form.addEventListener(kind, work);
}

// Merging or refusing within seconds of opening asks once more; the same button again is the answer.
addEventListener("submit", (e) => {
  if (e.target !== form || !form.dataset.textEarly || e.submitter?.hasAttribute("data-harmless")) return;
  if (performance.now() - opened > EARLY || sure === e.submitter) return;
  e.preventDefault();
  e.stopPropagation();
  sure = e.submitter;
  toast(form.dataset.textEarly);
}, true);

// A reason writes its sentence into a note that holds nothing of one's own.
form?.addEventListener("change", (e) => {
  const sentence = e.target.dataset.sentence, note = form.elements.note;
  if (sentence === undefined || !note) return;
  const known = [...form.querySelectorAll("[data-sentence]")].map((el) => el.dataset.sentence);
  if (!note.value.trim() || known.includes(note.value)) note.value = sentence;
});

const done = document.querySelector(".undone[data-done]");
if (done) {
  setTimeout(() => { done.hidden = true; }, SHOWN);           // Z goes on working for the whole minute
  setTimeout(() => done.remove(), Number(done.dataset.done) * 1000);
}
