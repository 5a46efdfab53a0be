// Files pasted, dragged or chosen are sent while the text is being written. Without this file the form
// sends them itself.

// How many files of a form are on their way.
const running = new WeakMap();

function count(form, step) {
  const now = (running.get(form) ?? 0) + step;
  running.set(form, now);
  form.toggleAttribute("data-community-busy", now > 0);
}

function send(field, file, done) {
  const form = field.closest("form");
  const note = document.createElement("p");
  note.className = "community-small";
  const words = document.createElement("span");
  words.textContent = `${file.name || "…"} ${field.dataset.sending}`;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", words.textContent);
  note.append(words, " ", bar);
  field.querySelector("[data-community-progress]").append(note);
  field.closest("details")?.setAttribute("open", "");
  count(form, +1);

  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file, file.name || "picture.png");
  const request = new XMLHttpRequest();
  request.open("POST", field.dataset.communityAttach);
  request.setRequestHeader("X-Community-Fragment", "1");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener("loadend", () => {
    count(form, -1);
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // No answer, or not one of ours.
    }
    if (request.status === 201) {
      note.remove();
      list(field, answer.html);
      done(answer);
      return;
    }
    note.className = "community-error";
    note.replaceChildren(`${file.name}: ${answer.error ?? field.dataset.failed}`);
  });
  request.send(body);
}

function list(field, html) {
  const row = new DOMParser().parseFromString(html, "text/html").querySelector("li");
  if (row) field.querySelector(".community-attached-list").append(row);
}

function insert(area, markdown) {
  const before = area.value.slice(0, area.selectionStart);
  const start = before && !before.endsWith("\n") ? "\n" : "";
  area.setRangeText(`${start}${markdown}\n`, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function prepare(field) {
  const form = field.closest("form");
  const area = form.querySelector("textarea[name=body], textarea[name$=-body]");
  const chooser = field.querySelector("input[type=file]");
  for (const plain of field.querySelectorAll("[data-community-plain]")) plain.hidden = true;
  for (const hint of field.querySelectorAll("[data-community-hint]")) hint.hidden = false;

  chooser.addEventListener("change", () => {
    for (const file of chooser.files) send(field, file, () => {});
    chooser.value = "";
  });
  if (!area) return;
  const take = (event, files) => {
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) send(field, file, (answer) => insert(area, answer.markdown));
  };
  area.addEventListener("paste", (event) => {
    // Text from a word processor comes with a picture of itself: the text is meant.
    if (!event.clipboardData.types.includes("text/plain")) take(event, [...event.clipboardData.files]);
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      area.classList.add("community-dropping");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) area.classList.remove("community-dropping");
  });
  form.addEventListener("drop", (event) => {
    area.classList.remove("community-dropping");
    take(event, [...event.dataTransfer.files]);
  });
  form.addEventListener("submit", (event) => {
    // What is still on its way would be lost without a word.
    if (running.get(form) > 0) event.preventDefault();
  }, { capture: true });
}

for (const field of document.querySelectorAll("[data-community-attach]")) prepare(field);
