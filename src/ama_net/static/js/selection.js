// Lists with boxes: select all, shift-click a stretch, and a bar that says how many. Also after a fragment is swapped in.
let last = null;

function boxesOf(list) {
  return [...list.querySelectorAll("input[data-select-row]")];
}

function refresh(list) {
  const boxes = boxesOf(list);
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").classList.toggle("is-selected", box.checked);
  const all = list.querySelector("[data-select-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const bar = list.querySelector(".bulk-bar");
  bar?.toggleAttribute("data-empty", chosen.length === 0);
  const count = bar?.querySelector("[data-count]");
  if (count) count.textContent = chosen.length;
}

function selectStretch(boxes, to) {
  const [from, end] = [boxes.indexOf(last), boxes.indexOf(to)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const box of boxes.slice(from, end + 1)) box.checked = to.checked;
}

function onClick(event) {
  const list = event.target.closest?.("[data-selectable]");
  if (!list) return;
  if (event.target.matches("[data-select-all]")) {
    for (const box of boxesOf(list)) box.checked = event.target.checked;
  } else if (event.target.matches("[data-select-row]")) {
    if (event.shiftKey && last) selectStretch(boxesOf(list), event.target);
    last = event.target;
  } else {
    return;
  }
  refresh(list);
}

function refreshAll() {
  for (const list of document.querySelectorAll("[data-selectable]")) refresh(list);
}

export function enableSelection() {
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:afterSwap", refreshAll);
  window.addEventListener("pageshow", refreshAll);
  refreshAll();
}
