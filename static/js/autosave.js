// Beside htmx, for a form that saves itself (praktik/autosave.py).
"use strict";
(() => {
  const form = document.getElementById("autosave-form");
  const status = document.getElementById("autosave");
  let saving = 0;
  let pressed = null; // the button that waits for the save that is under way
  let leaving = false;

  const failed = () => { status.textContent = status.dataset.failed; };

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving || pressed) event.preventDefault();
    else saving += 1;
  });
  document.body.addEventListener("htmx:afterRequest", () => {
    saving -= 1;
    if (saving === 0 && pressed) {
      const button = pressed;
      pressed = null;
      form.requestSubmit(button.form === form ? button : undefined);
    }
  });
  document.body.addEventListener("htmx:sendError", failed);
  document.body.addEventListener("htmx:responseError", failed);

  form.addEventListener("submit", (event) => {
    if (saving > 0) {
      // It would carry the version from before the save, and seem to come from another window.
      event.preventDefault();
      pressed = event.submitter || form;
    } else {
      leaving = true;
    }
  });
  window.addEventListener("pageshow", () => { leaving = false; });
})();
