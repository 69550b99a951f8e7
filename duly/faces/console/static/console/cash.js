// Cash: files dropped anywhere on the zone are imported at once; Enter in an amount goes to the next one.
(() => {
  "use strict";
  for (const zone of document.querySelectorAll("[data-dropzone]")) {
    const input = zone.querySelector("input[type=file]");
    const send = () => { if (input.files.length) { zone.requestSubmit(); zone.classList.add("busy"); } };
    input.addEventListener("change", send);
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      input.files = event.dataTransfer.files;
      send();
    });
  }
  const form = document.querySelector("#allocation");
  if (!form) return;
  const amounts = () => [...form.querySelectorAll(".money-in")];
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".money-in")) return;
    event.preventDefault(); // one Enter too many must not apply money
    const all = amounts();
    const next = all[all.indexOf(event.target) + 1];
    if (next) next.select(); else form.querySelector("[data-key=a]").focus();
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    if (row && event.target.matches(".money-in")) row.classList.toggle("taken", event.target.value.trim() !== "");
  });
  form.addEventListener("submit", (event) => {
    if (form.querySelector("[data-key=a][aria-disabled=true]")) event.preventDefault();
  });
})();
