// Dialogs: <a href="#id" data-dialog> opens <dialog id="id">; without script :target shows it. Menus close outside and on Escape.
function dialog(e) {
  const open = e.target.closest("[data-dialog]");
  if (open) { e.preventDefault(); document.querySelector(open.getAttribute("href")).showModal(); }
  const close = e.target.closest("[data-close]");
  if (close) { e.preventDefault(); close.closest("dialog").close(); }
}

function menus(e) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(e.target)) menu.open = false;
  }
}

function escape(e) {
  const menu = e.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

// Two ways to look at one block: <a data-view="split" data-of="cmp"> picks one,
// <button data-flag="who" data-of="cmp" aria-pressed="false"> switches a layer; CSS does the rest.
function look(e) {
  const el = e.target.closest("[data-of]");
  if (!el) return;
  e.preventDefault();
  const { of, view, flag } = el.dataset, block = document.getElementById(of);
  if (view) {
    block.dataset.show = view;
    for (const a of el.parentElement.children) a.removeAttribute("aria-current");
    el.setAttribute("aria-current", "true");
  }
  if (flag) {
    const on = el.getAttribute("aria-pressed") !== "true";
    el.setAttribute("aria-pressed", String(on));
    if (on) block.dataset.flag = flag; else delete block.dataset.flag;
  }
}

addEventListener("click", (e) => { dialog(e); menus(e); look(e); });
addEventListener("keydown", escape);
document.querySelector("[data-focus]")?.focus();              // the list of errors, after a refused form
