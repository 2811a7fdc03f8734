// [data-progress=URL]: asks for the fragment of a running job until the fragment says [data-done]; slower in a hidden tab.
import { get } from "./http.js";
import { swap } from "./live.js";

const pause = () => (document.hidden ? 10000 : 1500);

async function poll(into) {
  await swap(into, (signal) => get(into.dataset.progress, { signal, headers: { "X-Fragment": "1" } }));
  into.removeAttribute("aria-busy");
  if (!into.querySelector("[data-done]")) setTimeout(() => poll(into), pause());
}

for (const into of document.querySelectorAll("[data-progress]")) {
  if (!into.querySelector("[data-done]")) setTimeout(() => poll(into), pause());
}
