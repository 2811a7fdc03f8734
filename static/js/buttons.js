// Small buttons: print, copy, put a message away, and guard against sending a form twice.
import { toast } from "./http.js";

addEventListener("click", async (e) => {
  const el = e.target.closest?.("[data-print], [data-copy], [data-dismiss]");
  if (!el) return;
  if (el.hasAttribute("data-print")) print();
  if (el.hasAttribute("data-copy")) await copy(el);
  if (el.hasAttribute("data-dismiss")) {
    e.preventDefault();
    if (el.dataset.remember) remember(el);
    dismiss(el);
  }
});

async function copy(el) {
  const from = document.querySelector(el.dataset.copy);
  const text = from.value ?? from.innerText;
  try {
    await navigator.clipboard.writeText(text);
    toast(el.dataset.textDone);
  } catch {                                                   // plain http has no clipboard: select it instead
    if (from.select) from.select(); else getSelection().selectAllChildren(from);
  }
}

function remember(el) {                                       // the answer goes along with the form, as a hidden field
  const [name, value] = el.dataset.remember.split("=");
  const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  el.form.append(input);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function dismiss(el) {
  const gone = el.closest(el.dataset.dismiss || ".note");
  const next = gone.nextElementSibling ?? gone.parentElement;
  gone.remove();
  next.querySelector?.("a, button, input")?.focus({ preventScroll: true });
}

addEventListener("submit", (e) => {
  const form = e.target;
  if (form.method !== "post" || e.defaultPrevented) return;
  if (form.dataset.sent) return e.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
