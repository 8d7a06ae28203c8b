// <form data-guard>: leaving with unsent changes asks first (the browser's own words).
export function guardUnsavedForms() {
  let changed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) changed = true;
  });
  // A button that shows the form elsewhere (a preview in a frame) has sent nothing away.
  document.addEventListener("submit", (event) => { changed = changed && Boolean(event.submitter?.getAttribute("formtarget")); });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
