// [data-quote]: who marks words of the page and begins to write about them points at them.
const field = document.querySelector("[data-quote]");
let marked = "";

function note() {
  const selection = getSelection(), at = selection.anchorNode?.parentElement;
  if (at?.closest("main .read") && !selection.isCollapsed) marked = `${selection}`.replace(/\s+/g, " ").trim();
}

if (field) {
  document.addEventListener("selectionchange", note);
  field.form.addEventListener("focusin", (e) => {
    if (e.target.name !== "text" || field.value || !marked) return;
    field.value = marked.slice(0, field.maxLength);
    marked = "";
  });
}
