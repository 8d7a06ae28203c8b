// The proof of work of who is over a limit (ALTCHA): worked out while the form is read, and waited for when it is sent.
// Where the browser cannot, the form goes without it and the server finds another way.
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

async function work(text) {
  const challenge = JSON.parse(atob(text));
  const solution = await solveChallenge({ challenge, deriveKey });
  return solution && btoa(JSON.stringify({ challenge, solution }));
}

export function enableProofs() {
  for (const field of document.querySelectorAll("input[data-challenge]")) {
    const form = field.form;
    const wait = form.querySelector("[data-proof-wait]");
    const done = work(field.dataset.challenge).catch(() => null).then((payload) => {
      field.value = payload ?? "";
      field.dataset.done = "";
    });
    form.addEventListener("submit", (event) => {
      if ("done" in field.dataset) return;
      event.preventDefault();
      if (wait) wait.hidden = false;
      done.then(() => form.requestSubmit(event.submitter));
    });
  }
}
