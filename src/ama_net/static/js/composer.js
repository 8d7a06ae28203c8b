// The composer of newsletters: the preview follows what is typed, and a few buttons write what is hard to remember.
const REST = 900; // Milliseconds of quiet before the preview is asked again.

const WRITE = {
  bold: (words) => `**${words}**`,
  italic: (words) => `*${words}*`,
  link: (words, address) => `[${words}](${address})`,
  name: () => "{nome}",
  list: (words) => words.split("\n").map((line) => `- ${line}`).join("\n"),
};

/** A new frame for each preview: what is sent to it leaves no trace among the pages one goes back to. */
function refresh(form) {
  const old = document.querySelector("iframe[data-preview]");
  const button = document.querySelector("[data-refresh]");
  if (!old || !button) return;
  const fresh = old.cloneNode(false);
  fresh.removeAttribute("src");
  fresh.name = `preview-${Date.now()}`;
  fresh.classList.add("composer-waiting");
  old.after(fresh);
  button.setAttribute("formtarget", fresh.name);
  fresh.addEventListener("load", () => take(old, fresh), { once: true });
  form.requestSubmit(button);
}

/** The new preview stands where the old one was read. */
function take(old, fresh) {
  const top = old.contentDocument?.documentElement.scrollTop ?? 0;
  old.remove();
  fresh.classList.remove("composer-waiting");
  fresh.contentDocument?.documentElement.scrollTo({ top, behavior: "instant" });
}

/** An address as it is typed by hand: somebody's mail, or a page, which begins with https even when that was left out. */
function whole(typed) {
  const address = typed.trim().replaceAll(" ", "%20").replaceAll("(", "%28").replaceAll(")", "%29");
  if (/^(https?:|mailto:|tel:|\/)/i.test(address)) return address;
  return address.includes("@") ? `mailto:${address}` : `https://${address}`;
}

function put(area, what, sample, address) {
  const from = what === "name" ? area.selectionEnd : area.selectionStart; // a name follows what was chosen, it does not replace it
  const chosen = area.value.slice(from, area.selectionEnd);
  area.setRangeText(WRITE[what](chosen || sample, address), from, area.selectionEnd, "select");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The small box that asks where a link leads, under the buttons; Enter in it does not send the form. */
function askAddress(box, area, sample) {
  const field = box.querySelector("input");
  const done = () => {
    if (!field.value.trim()) return field.focus();
    box.hidden = true;
    put(area, "link", sample, whole(field.value));
    field.value = "";
  };
  box.hidden = false;
  field.focus();
  box.querySelector("button").onclick = done;
  field.onkeydown = (event) => {
    if (event.key === "Escape") { box.hidden = true; area.focus(); }
    if (event.key !== "Enter") return;
    event.preventDefault();
    done();
  };
}

function write(button) {
  const bar = button.parentElement;
  const area = document.getElementById(bar.getAttribute("aria-controls"));
  if (button.dataset.write === "link") askAddress(bar.nextElementSibling, area, button.dataset.sample);
  else put(area, button.dataset.write, button.dataset.sample);
}

const ADDRESS = /^((https?:\/\/|mailto:|tel:|\/(?!\/))\S+|\/|([a-z0-9-]+\.)+[a-z]{2,}([/?#]\S*)?)$/i; // as the server reads it, roughly

/** An address that leads nowhere is said as soon as one goes on, beside its field. */
function judge(field) {
  const error = document.getElementById(`${field.id}-error`);
  const broken = Boolean(field.value.trim()) && !ADDRESS.test(field.value.trim());
  const known = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error.id);
  error.hidden = !broken;
  if (broken) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", (broken ? [...known, error.id] : known).join(" "));
  field.closest(".field").classList.toggle("field-invalid", broken);
}

/** After "Salva" one goes on where one was: the same place of the page, the same field. */
const PLACE = "composer-place";
function keepPlace() {
  sessionStorage.setItem(PLACE, JSON.stringify({ page: location.pathname, top: scrollY, field: document.activeElement?.id }));
}
function takePlace(button) {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (kept?.page !== location.pathname) return;
  history.replaceState(null, "", location.pathname);
  (document.getElementById(kept.field) ?? button)?.focus({ preventScroll: true });
  scrollTo({ top: kept.top, behavior: "instant" });
}

const SLOW = 15000; // Milliseconds after which one may write again: the answer was given up.

/** What is typed after a button was pressed would not be in what was sent: nothing is typed until the page comes again. */
function hold(form) {
  form.inert = true;
  form.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), SLOW);
}
function release(form) {
  form.inert = false;
  form.removeAttribute("aria-busy");
}

export function enableComposer(form) {
  let waiting;
  takePlace(form.querySelector(".composer-save [value=save]"));
  if (form.elements.theirs) refresh(form); // the frame has what somebody else saved: beside what is written here stands what is written here
  form.addEventListener("input", (event) => {
    if (event.target.closest(".composer-address")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh(form), REST);
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-address]")) judge(event.target);
  });
  form.addEventListener("submit", ({ submitter, defaultPrevented }) => {
    clearTimeout(waiting);
    if (submitter?.name === "action" && submitter.value === "save") keepPlace();
    if (!defaultPrevented && !submitter?.hasAttribute("formtarget")) hold(form);
  });
  addEventListener("pageshow", () => release(form)); // also when one comes back to the page as it was
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-write]");
    if (button) write(button);
  });
}
