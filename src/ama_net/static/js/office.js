// The office: selecting rows, dragging in the timetable, and a word before unsaved work is lost.
import { enableSelection } from "./selection.js";
import { enableTimetable } from "./timetable.js";
import { guardUnsavedForms } from "./unsaved.js";

enableSelection();
enableTimetable();
guardUnsavedForms();

// The menu is longer than many screens: where one is stays in sight.
const here = document.querySelector(".rooms-wide [aria-current]");
const menu = here?.closest(".office-side > div");
if (menu && here.offsetTop + here.offsetHeight > menu.clientHeight) menu.scrollTop = here.offsetTop - menu.clientHeight / 2;

// Mails that are shown are as tall as they need.
if (document.querySelector("iframe[data-fit]")) import("./frames.js").then((module) => module.fitFrames());

// The composer's script is fetched by the one page that has it.
const composer = document.querySelector("form[data-composer]");
if (composer) import("./composer.js").then((module) => module.enableComposer(composer));

// So is what puts placeholders in the text of a mail.
const placeholders = document.querySelector("[data-inserts]");
if (placeholders) import("./inserting.js").then((module) => module.enableInserting(placeholders));
