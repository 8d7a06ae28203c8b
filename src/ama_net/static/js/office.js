// The office: selecting rows, and a word before unsaved work is lost.
import { enableSelection } from "./selection.js";
import { guardUnsavedForms } from "./unsaved.js";

enableSelection();
guardUnsavedForms();
