// Messages at the foot of the window. They stay until dismissed: nobody has to read fast.
export function enableToasts() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
  });
}

/** Shows the message held in <template id=…> of the layout, once. */
export function showToastTemplate(id) {
  const template = document.getElementById(id);
  const area = document.getElementById("toasts");
  if (!template || !area || area.querySelector(`[data-from="${id}"]`)) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.dataset.from = id;
  area.append(toast);
}
