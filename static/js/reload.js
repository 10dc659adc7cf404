/* While something is under way the page asks again by itself; without JavaScript its link does the same. */
const waiting = document.querySelector("[data-reload]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.reload) * 1000);
