// [data-preview=URL]: an open preview follows its long text, or its list of steps; the server renders it, so that it looks as it will be stored.
import { post } from "./http.js";
import { swap } from "./live.js";

function show(field) {
  const pane = field.querySelector("[data-preview-into]"), areas = [...field.querySelectorAll("textarea")];
  const texts = new URLSearchParams(areas.map((area) => ["text", area.value]));
  if (!field.querySelector("details").open || `${texts}` === pane.shown) return;
  pane.shown = `${texts}`;
  swap(pane, (signal) => post(field.dataset.preview, texts, { signal }));
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
