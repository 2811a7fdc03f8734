// [data-tagbox]: one text field of tags parted by commas becomes chips; the field itself keeps the truth and is what is sent.
// Enter, a comma or 、 adds one; Backspace in the empty field takes the last; names are offered through the field's datalist.
import { composing, enough, post } from "./http.js";

const SEPARATORS = /[,，、;；|\n]+/;
const split = (s) => [...new Set(s.split(SEPARATORS).map((t) => t.trim()).filter(Boolean))];

function chip(box, name) {
  const tag = document.createElement("span"), button = document.createElement("button");
  tag.className = "tag";
  tag.append(name, " ");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", `${box.dataset.textRemove} ${name}`);
  button.addEventListener("click", () => { put(box, box.tags.filter((t) => t !== name)); box.entry.focus(); });
  tag.append(button);
  return tag;
}

function put(box, tags) {
  box.tags = tags;
  for (const old of box.entry.parentElement.querySelectorAll(".tag")) old.remove();
  for (const name of tags) box.entry.before(chip(box, name));
  if (box.field.value === tags.join("、")) return;
  box.field.value = tags.join("、");
  box.field.dispatchEvent(new Event("input", { bubbles: true }));
}

function take(box) {
  const more = split(box.entry.value);
  box.entry.value = "";
  if (more.length) put(box, [...new Set([...box.tags, ...more])]);
}

function onKey(box, e) {
  if (composing(e)) return;
  if (e.key === "Enter" && !e.ctrlKey && !e.metaKey && box.entry.value.trim()) { e.preventDefault(); take(box); }
  if (e.key === "Backspace" && !box.entry.value && box.tags.length) put(box, box.tags.slice(0, -1));
}

function onInput(box, e) {
  e.stopPropagation();                                        // half a word is no change yet
  if (e.isComposing) return;
  const known = [...box.list.options].some((o) => o.value === box.entry.value);
  if (SEPARATORS.test(box.entry.value) || (known && e.inputType !== "insertText")) return take(box);
  clearTimeout(box.timer);
  box.timer = setTimeout(() => offer(box), 200);
}

async function offer(box) {
  const text = box.entry.value.trim();
  if (!box.field.dataset.tagsFrom || !enough(text)) return;
  const r = await post(box.field.dataset.tagsFrom, new URLSearchParams({ q: text })).catch(() => null);
  if (!r?.ok) return;
  const names = (await r.json()).filter((name) => !box.tags.includes(name));
  box.list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

function build(box) {
  box.field = box.querySelector("input");
  box.list = box.querySelector("datalist");
  box.entry = box.field.cloneNode();
  box.entry.removeAttribute("name");
  for (const name of ["id", "list", "aria-describedby", "aria-invalid"]) box.field.removeAttribute(name);
  box.entry.removeAttribute("required");
  box.entry.value = "";
  box.field.type = "hidden";
  box.field.before(box.entry);
  put(box, split(box.field.value));
  box.entry.addEventListener("keydown", (e) => onKey(box, e));
  box.entry.addEventListener("input", (e) => onInput(box, e));
  box.entry.addEventListener("compositionend", (e) => onInput(box, e));
  box.entry.addEventListener("blur", () => take(box));
  box.addEventListener("click", (e) => {
    const add = e.target.closest("[data-add-tag]")?.dataset.addTag;
    if (add) put(box, [...new Set([...box.tags, add])]);
  });
}

for (const box of document.querySelectorAll("[data-tagbox]")) build(box);
