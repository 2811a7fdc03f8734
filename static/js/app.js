// Small improvements found by data- attributes; every page works without this file.
import "./theme.js";
import "./keys.js";
import "./live.js";
import "./suggest.js";
import "./dialog.js";
import "./buttons.js";
import "./editor.js";
import "./autosave.js";
import "./tagbox.js";
import "./preview.js";
import "./diff.js";
import "./quote.js";
import "./progress.js";
if (document.querySelector("form[data-hints]")) import("./hints.js");
if (document.querySelector("form[data-decide], .undone[data-done]")) {
  import("./queue.js");
  import("./queuekeys.js");
}
