// One way to talk to the server: same origin, with the CSRF token, answers as fragments, not pages.
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

export function post(url, body, options = {}) {
  const headers = { "X-CSRFToken": token(), "X-Fragment": "1", ...options.headers };
  return fetch(url, { method: "POST", body, credentials: "same-origin", ...options, headers });
}

export function get(url, options = {}) {
  return fetch(url, { credentials: "same-origin", ...options, headers: { "X-Fragment": "1", ...options.headers } });
}

// Han words are short: two characters say enough; other scripts need three.
export const enough = (s) => /\p{Script=Han}/u.test(s) ? [...s].length >= 2 : s.length >= 3;

// An input method is at work: keys belong to it, and what stands in the field is half a word.
export const composing = (e) => e.isComposing || e.keyCode === 229;

export function toast(text, action = "", undo = null) {
  const el = document.querySelector("[data-toast]");
  if (!el || !text) return;
  el.replaceChildren(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action });
    button.addEventListener("click", () => { el.hidden = true; undo(); });
    el.append(button);
  }
  el.hidden = false;
  clearTimeout(el.timer);
  el.timer = setTimeout(() => { el.hidden = true; }, undo ? 8000 : 4000);
}
