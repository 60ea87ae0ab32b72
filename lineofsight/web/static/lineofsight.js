// Everything works without this file. With it, GOV.UK Frontend's components gain their menus and counts,
// and a page that waits for a task looks again by itself.
import { initAll } from "./govuk/govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

const waiting = document.querySelector("[data-look-again]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.lookAgain) * 1000);

// A form that needs a passkey: the browser is asked when it is sent, and its answer goes with it.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("[data-wrong]");
    wrong.textContent = "";
    try {
      const asked = JSON.parse(form.dataset.asked);
      const publicKey = form.dataset.passkey === "create"
        ? PublicKeyCredential.parseCreationOptionsFromJSON(asked)
        : PublicKeyCredential.parseRequestOptionsFromJSON(asked);
      const answer = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.querySelector("[name=answer]").value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      wrong.textContent = "The browser gave no passkey. Try again, or choose another way.";
    }
  });
}
