// Walking from change to change on a comparison, and the knob that chooses a revision.
// <button data-change-step="1" data-key="n">, <span data-change-at> shows "x / y"; changes are [data-change].
const visible = (el) => el.offsetParent !== null;

// A deletion with its insertion is one change.
function changes() {
  const all = [...document.querySelectorAll("[data-change]")].filter(visible);
  return all.filter((el) => !(el.tagName === "INS" && partner(el)));
}

function partner(ins) {
  const node = ins.previousSibling ?? ins.parentElement.previousSibling;
  const el = node?.nodeType === Node.ELEMENT_NODE ? node : null;
  return el && (el.tagName === "DEL" ? el : el.matches(".numc") && el.querySelector("del"));
}

let at = -1;

function step(by) {
  const all = changes();
  if (!all.length) return;
  document.querySelector("[data-change-on]")?.removeAttribute("data-change-on");
  at = Math.min(Math.max(at + by, 0), all.length - 1);
  all[at].setAttribute("data-change-on", "");
  all[at].scrollIntoView({ block: "center" });
  all[at].closest("[data-row]")?.focus({ preventScroll: true });
  tell(all.length);
}

function tell(total) {
  const place = document.querySelector("[data-change-at]");
  if (place) place.textContent = `${at + 1} / ${total}`;
}

addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-change-step]");
  if (button) step(Number(button.dataset.changeStep));
});

const knob = document.querySelector("input[data-rev]");
knob?.addEventListener("change", () => { location.href = knob.dataset.rev.replace("{seq}", knob.value); });
if (document.querySelector("[data-change-at]")) tell(changes().length);
