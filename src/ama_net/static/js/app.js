// Every page. Nothing here is needed to read or to send a form: it only makes both faster.
import { closeDropsFromOutside } from "./drops.js";
import { enableCopyButtons } from "./copy.js";
import { enableDialogs } from "./dialogs.js";
import { enableQuickExit } from "./quick-exit.js";
import { enableToasts } from "./toasts.js";

document.documentElement.classList.add("js");
enableQuickExit();
closeDropsFromOutside();
enableCopyButtons();
enableDialogs();
enableToasts();

// A refused form: the list of what to mend is read first.
document.querySelector(".error-summary")?.focus();

// A filter that changes sends its form, where htmx does not do it already; a bar inside a form does it with its own button.
document.addEventListener("change", (event) => {
  const bar = event.target.closest("[data-autosubmit]");
  const form = bar?.closest("form");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit(bar === form ? null : bar.querySelector("button"));
});

// htmx is fetched by the pages that use it, so the others stay light.
if (document.querySelector("[hx-get], [hx-post], [hx-delete], [hx-trigger]")) import("./fragments.js");

// The proof of work is fetched only by the form that asks for one.
if (document.querySelector("input[data-challenge]")) import("./proof.js").then((proof) => proof.enableProofs());

// So is what makes giving quicker.
const giving = document.querySelector(".giving form");
if (giving) import("./giving.js").then((module) => module.enableGiving(giving));
