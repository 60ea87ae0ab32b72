// Everything works without this file. With it, GOV.UK Frontend's components gain their menus and counts,
// and a page that waits for a task looks again by itself.
import { initAll } from "./govuk/govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

const waiting = document.querySelector("[data-look-again]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.lookAgain) * 1000);
