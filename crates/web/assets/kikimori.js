// Enhances what already works without script: print buttons, one open popover at a time, keys in tables, live jobs.

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  if (target.closest("[data-print]")) window.print();
  for (const open of document.querySelectorAll("details.evidence[open], details.menu[open]")) {
    if (!open.contains(target)) open.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.evidence[open], details.menu[open]");
    if (open) {
      open.removeAttribute("open");
      open.querySelector("summary")?.focus();
    }
    return;
  }
  if (event.key === "/" && !isTyping(event.target)) {
    const search = document.querySelector("main .search input, .frame > header .search input");
    if (search instanceof HTMLElement) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  moveInTable(event);
});

function isTyping(target) {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

// Up and down go from name to name in a table with data-keys.
function moveInTable(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.target instanceof Element ? event.target.closest("table[data-keys] tbody tr") : null;
  if (!row || isTyping(event.target)) return;
  const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const link = next?.querySelector("th a");
  if (link instanceof HTMLElement) {
    event.preventDefault();
    link.focus();
  }
}

// A running job is asked about once a second until it ends; then the page is shown anew.
const job = document.querySelector("[data-job]");
if (job instanceof HTMLElement) {
  const ask = async () => {
    const answer = await fetch(job.dataset.job, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const state = await answer.json();
    const bar = job.querySelector("progress");
    if (bar && state.total > 0) {
      bar.max = state.total;
      bar.value = state.done;
    }
    const words = job.querySelector("[data-words]");
    if (words && state.words) words.textContent = state.words;
    if (state.finished) location.reload();
    else setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
}

// The map follows the pointer: drag to move, arrow keys do the same natively.
for (const map of document.querySelectorAll(".map")) {
  let from = null;
  map.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, left: map.scrollLeft, top: map.scrollTop };
  });
  map.addEventListener("pointermove", (event) => {
    if (!from || event.buttons !== 1) return;
    map.scrollLeft = from.left - (event.clientX - from.x);
    map.scrollTop = from.top - (event.clientY - from.y);
  });
  for (const end of ["pointerup", "pointerleave"]) map.addEventListener(end, () => (from = null));
}

// What was chosen, in the words of the page instead of the browser's.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const name = input.parentElement?.querySelector(".file-name");
  if (!(name instanceof HTMLElement)) return;
  const files = [...(input.files ?? [])];
  if (files.length === 0) name.textContent = name.dataset.none ?? "";
  else if (files.length === 1) name.textContent = files[0].name;
  else name.textContent = (name.dataset.several ?? "#").replace("#", String(files.length));
});

// Sending large files shows how far it is; the page that answers is shown as if the form had been sent natively.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("upload" in form.dataset)) return;
  const bar = form.querySelector("progress");
  if (!bar) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (sent) => {
    bar.hidden = false;
    if (sent.lengthComputable) bar.value = sent.loaded / sent.total;
    else bar.removeAttribute("value");
  });
  request.addEventListener("load", () => {
    if (request.status < 400 && request.responseURL !== form.action) location.assign(request.responseURL);
    else {
      document.open();
      document.write(request.responseText);
      document.close();
    }
  });
  request.addEventListener("error", () => form.submit());
  request.send(new FormData(form));
});

// A button that copies the text of a field, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  const field = document.querySelector(button.dataset.copy);
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without leave for the clipboard the text stays selected, ready to be copied by hand.
    document.execCommand("copy");
  }
  button.textContent = button.dataset.copied;
});
