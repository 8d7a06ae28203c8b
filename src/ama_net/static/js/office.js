// The office: selecting rows, dragging in the timetable, and a word before unsaved work is lost.
import { enableSelection } from "./selection.js";
import { enableTimetable } from "./timetable.js";
import { guardUnsavedForms } from "./unsaved.js";

enableSelection();
enableTimetable();
guardUnsavedForms();
