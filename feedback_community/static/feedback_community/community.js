// What makes writing and voting quicker. Every feature is a form first: without this file all of it works.

const FRAGMENT = "X-Community-Fragment";
const DRAFT = "community-draft:";
const SENT = "community-sent";
const DRAFT_DELAY = 400;

// -- buttons: the form's answer is the button as it stands afterwards -------------------------------

async function press(form, button) {
  const body = new FormData(form, button);
  button.disabled = true;
  let response;
  try {
    response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { [FRAGMENT]: "1" },
      redirect: "manual",
    });
  } catch {
    button.disabled = false;
    return;
  }
  if (response.status === 403 && response.headers.get("Content-Type")?.startsWith("text/plain")) {
    button.disabled = false;
    say(form, await response.text());
    return;
  }
  if (response.status !== 200) {
    // Signed out, an expired page, anything else: the plain way knows what to do.
    button.disabled = false;
    form.dataset.plain = "1";
    form.requestSubmit(button);
    return;
  }
  swap(form, await response.text());
}

function swap(form, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("form");
  if (!fresh) return;
  const next = form.querySelector("input[name=next]");
  if (next && !fresh.querySelector("input[name=next]")) fresh.append(next);
  form.replaceWith(fresh);
  fresh.querySelector("button").focus();
}

function say(form, text) {
  let note = form.parentElement.querySelector(".community-said");
  if (!note) {
    note = document.createElement("p");
    note.className = "community-error community-said";
    note.setAttribute("role", "alert");
    form.after(note);
  }
  note.textContent = text;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.plain || !form.matches("[data-community-vote], [data-community-swap]")) return;
  event.preventDefault();
  press(form, event.submitter ?? form.querySelector("button"));
});

// -- texts: sent by ctrl+enter, kept while the window is open, sent once ------------------------------

document.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  const form = event.target.form;
  if (!isSend || !form?.matches("[data-community-write]")) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[value=send]") ?? undefined);
});

function draftOf(form) {
  const fields = form.querySelectorAll("textarea[name], input[name=title]");
  return Object.fromEntries([...fields].map((field) => [field.name, field.value]));
}

function keepDraft(form) {
  const draft = draftOf(form);
  const key = DRAFT + form.dataset.communityWrite;
  try {
    if (Object.values(draft).some((text) => text.trim())) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  } catch {
    // No room or no storage: the text is still on the page.
  }
}

function restoreDraft(form) {
  let draft;
  try {
    draft = JSON.parse(sessionStorage.getItem(DRAFT + form.dataset.communityWrite));
  } catch {
    return;
  }
  for (const [name, text] of Object.entries(draft ?? {})) {
    const field = form.elements[name];
    // What the server sent goes first: it may be newer than the draft.
    if (field && "value" in field && !field.value) field.value = text;
  }
}

// A page that reports success tells that the text sent last has arrived: its draft may go.
if (document.querySelector(".community-notice-success")) {
  try {
    const sent = sessionStorage.getItem(SENT);
    if (sent) sessionStorage.removeItem(DRAFT + sent);
    sessionStorage.removeItem(SENT);
  } catch {
    // Nothing was kept.
  }
}

for (const form of document.querySelectorAll("form[data-community-write]")) {
  restoreDraft(form);
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keepDraft, DRAFT_DELAY, form);
  });
  form.addEventListener("submit", (event) => {
    // Votes among the suggestions stand inside this form and have forms of their own.
    if (event.target !== form) return;
    clearTimeout(timer);
    keepDraft(form);
    if (event.submitter?.value === "preview") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "1";
    setTimeout(() => delete form.dataset.sending, 4000);
    try {
      sessionStorage.setItem(SENT, form.dataset.communityWrite);
    } catch {
      // See above.
    }
  });
}
