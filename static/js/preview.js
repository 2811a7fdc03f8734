// [data-preview=URL]: an open preview follows its long text; the server renders it, so that it looks as it will be stored.
import { post } from "./http.js";
import { swap } from "./live.js";

function show(field) {
  const pane = field.querySelector("[data-preview-into]"), area = field.querySelector("textarea");
  if (!field.querySelector("details").open || area.value === pane.shown) return;
  pane.shown = area.value;
  swap(pane, (signal) => post(field.dataset.preview, new URLSearchParams({ text: area.value }), { signal }));
}

addEventListener("toggle", (e) => {
  const field = e.target.closest?.("[data-preview]");
  if (field) show(field);
}, true);

function onType(e) {
  const field = e.target.closest?.("[data-preview]");
  if (!field || e.isComposing) return;
  clearTimeout(field.timer);
  field.timer = setTimeout(() => show(field), 400);
}
addEventListener("input", onType);
addEventListener("compositionend", onType);
