// The form to give: writing an amount chooses "other"; choosing a button empties what was written; the fee to cover is said.
const OTHER = "other";

export function enableGiving(form) {
  const other = form.elements.other_amount;
  const choices = form.querySelectorAll("input[name=amount]");
  form.addEventListener("change", (event) => {
    if (event.target.name !== "amount") return;
    if (event.target.value === OTHER) other.focus();
    else other.value = "";
  });
  other.addEventListener("input", () => {
    const own = [...choices].find((choice) => choice.value === OTHER);
    if (own && other.value) own.checked = true;
  });
  const cover = form.querySelector("[data-per-mille]");
  if (cover) form.addEventListener("input", () => sayCover(form, cover));
  if (cover) sayCover(form, cover);
}

function sayCover(form, cover) {
  const label = cover.querySelector("label");
  const words = label.dataset.words ?? (label.dataset.words = label.firstChild.textContent.trim());
  const chosen = form.querySelector("input[name=amount]:checked")?.value;
  const cents = chosen === OTHER ? Math.round(Number(form.elements.other_amount.value.replace(/\./g, "").replace(",", ".")) * 100) : Number(chosen);
  const added = cents > 0 ? Math.ceil(((cents + Number(cover.dataset.fixed)) * 1000) / (1000 - Number(cover.dataset.perMille))) - cents : 0;
  const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
  label.firstChild.textContent = added ? `${words} (+\u00a0${money.format(added / 100)})` : words;
}
