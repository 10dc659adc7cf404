// The wishes can be dragged into order (SortableJS); the buttons beside them do the same without it.
"use strict";
(() => {
  const list = document.getElementById("wish-list");
  const form = document.getElementById("wish-order");
  if (!list || !form || !window.Sortable) return;

  for (const element of [document.getElementById("wish-drag-hint"), ...list.querySelectorAll(".wish-handle")]) {
    element.hidden = false;
  }
  const order = () => [...list.children].map((wish) => wish.dataset.wish).join(",");
  const before = order();
  window.Sortable.create(list, {
    handle: ".wish-handle",
    animation: 150,
    forceFallback: true, // the browsers' own dragging differs too much, and does not scroll on a telephone
    fallbackTolerance: 3,
    onEnd: () => {
      if (order() === before) return;
      form.elements.order.value = order();
      form.requestSubmit();
    },
  });
  // "Back" shows the page as it was left: with the order that was sent, and the version before it.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
