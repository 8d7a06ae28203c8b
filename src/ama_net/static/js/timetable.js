// The office's timetable: an appointment dragged onto another time fills in the form that asks whether to move it.
// Nothing here is needed: the appointment's own page has the same form, with the free times to choose from.
const QUARTER = 15;
const SNAP = 30; // A free time this near to the pointer is what is meant.
let dragged = null;

const minutesOf = (hour) => hour.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const hourOf = (minutes) => [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

function freeIn(cell, places) {
  const theirs = ({ person, day }) => person === cell.dataset.person && day === cell.dataset.day;
  return places.filter(theirs).map(({ hour }) => minutesOf(hour));
}

/** The time meant by the pointer in a cell: the free one near it, or else its quarter of an hour. */
function timeAt(cell, y, places) {
  const box = cell.getBoundingClientRect();
  const quarter = Math.floor(((y - box.top) / box.height) * cell.rowSpan);
  const minute = minutesOf(cell.dataset.hour) + Math.max(0, Math.min(cell.rowSpan - 1, quarter)) * QUARTER;
  const [near] = freeIn(cell, places).sort((a, b) => Math.abs(a - minute) - Math.abs(b - minute));
  return hourOf(near !== undefined && Math.abs(near - minute) <= SNAP ? near : minute);
}

function showPlaces(places) {
  if (!dragged || !places) return;
  dragged.places = places;
  for (const cell of dragged.table.querySelectorAll("td[data-day]")) {
    const from = minutesOf(cell.dataset.hour);
    const to = from + cell.rowSpan * QUARTER;
    cell.classList.toggle("takes", freeIn(cell, places).some((minute) => minute >= from && minute < to));
  }
}

/** Where an appointment may go in the days that are shown; nothing when it cannot be known: then the answer to the form says it. */
async function placesOf(cell, table) {
  const days = new URLSearchParams({ dal: table.dataset.first, al: table.dataset.last });
  try {
    const answer = await fetch(`${cell.dataset.places}?${days}`);
    return answer.ok ? (await answer.json()).places : null;
  } catch {
    return null;
  }
}

function start(event) {
  const cell = event.target.closest?.("[data-move]");
  const table = cell?.closest("[data-timetable]");
  if (!table) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", cell.dataset.from);
  dragged = { cell, table, places: [], looked: placesOf(cell, table) };
  cell.classList.add("is-dragged");
  dragged.looked.then(showPlaces);
}

function clearTarget() {
  for (const cell of dragged.table.querySelectorAll("[data-at]")) delete cell.dataset.at;
}

function over(event) {
  const cell = dragged && event.target.closest?.("td[data-day]");
  if (!cell || cell === dragged.cell) return;
  event.preventDefault();
  clearTarget();
  cell.dataset.at = timeAt(cell, event.clientY, dragged.places);
}

async function drop(event) {
  const cell = dragged && event.target.closest?.("td[data-day]");
  const dialog = document.getElementById("move-dialog");
  if (!cell || !dialog || cell === dragged.cell) return;
  event.preventDefault();
  const { day, person, name } = cell.dataset;
  const { cell: appointment, looked } = dragged;
  // Which time is meant depends on which are free: who drops fast is waited for.
  const places = await looked;
  const hour = timeAt(cell, event.clientY, places ?? []);
  const is = (place) => place.person === person && place.day === day && place.hour === hour;
  ask(dialog, appointment, { moment: `${day}T${hour}`, person, name, taken: places !== null && !places.some(is) });
}

/** Says what will happen and waits for a yes: who comes is told at once, and that cannot be taken back. A time that cannot be is said here. */
function ask(dialog, appointment, { moment, person, name, taken }) {
  const style = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
  const to = new Date(moment).toLocaleString(document.documentElement.lang, style);
  const words = { who: appointment.dataset.who, from: appointment.dataset.from, to, name };
  for (const place of dialog.querySelectorAll("[data-says]")) place.textContent = words[place.dataset.says];
  for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "taken") !== taken;
  dialog.querySelector("[data-when] a").href = `${appointment.dataset.move}?dal=${moment.slice(0, 10)}&chi=${person}`;
  const form = dialog.querySelector("form");
  form.action = appointment.dataset.move;
  form.elements.when.value = moment;
  form.elements.person_id.value = person;
  dialog.showModal();
}

function end() {
  if (!dragged) return;
  clearTarget();
  dragged.cell.classList.remove("is-dragged");
  for (const cell of dragged.table.querySelectorAll(".takes")) cell.classList.remove("takes");
  dragged = null;
}

export function enableTimetable() {
  document.addEventListener("dragstart", start);
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", end);
}
