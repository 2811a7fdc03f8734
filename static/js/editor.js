// Lists in a form: [data-list="solutions-0-steps"] holds [data-item]s whose names count from 0; <template data-blank="…">
// holds an empty one named …-NEW. The buttons (name="act" value="move-up:…-2") do the same through the server without script.
import { composing, toast } from "./http.js";

const NAMED = ["name", "id", "for", "value", "aria-describedby", "aria-labelledby", "data-list", "data-blank"];
const items = (list) => [...list.querySelectorAll(":scope > [data-item]")];
const listOf = (item) => item.parentElement;

function rename(root, from, to) {
  for (const el of [root, ...root.querySelectorAll("*")]) {
    for (const name of NAMED) {
      const old = el.getAttribute(name);
      if (old?.includes(from) && (name !== "value" || el.name === "act")) el.setAttribute(name, old.replaceAll(from, to));
    }
    if (el.content) for (const child of el.content.children) rename(child, from, to);
  }
}

function recount(list) {
  items(list).forEach((item, i) => {
    rename(item, `${list.dataset.list}-${item.dataset.item}`, `${list.dataset.list}-${i}`);
    item.dataset.item = i;
    const own = (selector) => [...item.querySelectorAll(selector)].filter((el) => el.closest("[data-item]") === item);
    for (const el of own("[data-n]")) el.textContent = i + 1;
    for (const el of own("[data-label]")) el.setAttribute("aria-label", el.dataset.label.replace("{n}", i + 1));
  });
  list.dispatchEvent(new Event("input", { bubbles: true }));  // autosave listens
}

function say(list, what, n = 0) {
  const region = list.closest("form").querySelector("[data-announce]");
  const text = list.dataset[what]?.replace("{n}", n).replace("{total}", items(list).length);
  if (region && text) region.textContent = text;
}

function focusIn(item) {
  item.querySelector("textarea, input:not([type=hidden])")?.focus();
}

function add(list, after = null) {
  const blank = document.querySelector(`template[data-blank="${CSS.escape(list.dataset.list)}"]`);
  const item = blank.content.firstElementChild.cloneNode(true);
  if (after) after.after(item); else list.append(item);
  recount(list);
  focusIn(item);
  say(list, "textAdded", items(list).indexOf(item) + 1);
}

function move(item, by) {
  const list = listOf(item), focused = document.activeElement;
  const to = items(list)[items(list).indexOf(item) + by];
  if (!to) return;
  if (by < 0) to.before(item); else to.after(item);
  recount(list);
  focused.focus();
  say(list, "textMoved", items(list).indexOf(item) + 1);
}

function remove(item) {
  const list = listOf(item), at = items(list).indexOf(item);
  item.remove();
  recount(list);
  const left = items(list);
  if (left.length) focusIn(left[Math.min(at, left.length - 1)]); else add(list);
  say(list, "textRemoved");
  toast(list.dataset.textRemoved, list.dataset.textUndo, () => {
    list.insertBefore(item, items(list)[at] ?? null);
    recount(list);
    focusIn(item);
  });
}

addEventListener("click", (e) => {
  const button = e.target.closest?.("button[name=act]");
  const [act, target] = button?.value.split(":") ?? [];
  if (!target) return;
  const item = button.closest("[data-item]");
  if (act === "add") add(document.querySelector(`[data-list="${CSS.escape(target)}"]`));
  else if (act === "move-up" && item) move(item, -1);
  else if (act === "move-down" && item) move(item, 1);
  else if (act === "remove" && item) remove(item);
  else return;
  e.preventDefault();
});

// Who rewrites a disputed sentence has chosen the own wording.
function rewritten(area) {
  document.getElementById(`choice-${area.name.slice(4)}-own`).checked = true;
}
addEventListener("input", (e) => { if (e.target.name?.startsWith("own-")) rewritten(e.target); });
for (const area of document.querySelectorAll("[name^='own-']")) if (area.value !== area.defaultValue) rewritten(area);

addEventListener("keydown", (e) => {
  const item = e.target.closest?.("[data-item]");
  if (!item || composing(e)) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
  if (e.altKey && by) { e.preventDefault(); move(item, by); }
  if (e.key === "Enter" && !e.shiftKey && !e.ctrlKey && !e.metaKey && e.target.hasAttribute("data-enter")) {
    e.preventDefault();
    add(listOf(item), item);
  }
});
