// <button data-insert="{nome}">: puts its words where the cursor is in the text of its list, on a line of their own when they ask it.

/** How many new lines are missing for a paragraph to begin after these words. */
const apart = (words) => (words ? "\n".repeat(Math.max(0, 2 - words.match(/\n*$/)[0].length)) : "");

function insert(button, area) {
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const alone = "alone" in button.dataset;
  const end = alone && after ? "\n".repeat(Math.max(0, 2 - after.match(/^\n*/)[0].length)) : "";
  area.setRangeText((alone ? apart(before) : "") + button.dataset.insert + end, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `list` says which field its buttons write in (`data-inserts`); a subject that had the cursor last takes what may stand in it. */
export function enableInserting(list) {
  const body = document.getElementById(list.dataset.inserts);
  const subject = document.getElementById(list.dataset.subject);
  let last = body;
  for (const field of [body, subject]) field?.addEventListener("focus", () => { last = field; });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button, "subject" in button.dataset ? last : body);
  });
}
