// Printing has no other way than a script; the page prints from the browser's menu without it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
