// What was asked before, shown while a title is being written. Without this file the same list comes as a
// step between writing and posting. It never takes the focus and never moves what the person is typing in.

const FRAGMENT = "X-Community-Fragment";
const LENGTH = 3;
const PAUSE = 300;
const SETTLED = 2500;

function start(box) {
  const form = box.closest("form");
  const title = form?.querySelector("input[name=title], textarea[name=title]");
  const body = form?.querySelector("textarea[name=body]");
  if (!title) return;

  const said = document.createElement("p");
  said.className = "community-hidden";
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  box.before(said);
  box.setAttribute("role", "region");
  box.setAttribute("aria-labelledby", "community-suggestions-title");
  box.hidden = true;
  title.setAttribute("aria-describedby", `${title.getAttribute("aria-describedby") ?? ""} ${box.id}`.trim());

  let timer = 0;
  let settling = 0;
  let running = null;
  let asked = "";
  let recorded = "";

  function query(settled) {
    const parameters = new URLSearchParams({ q: title.value.trim() });
    if (settled) {
      parameters.set("settled", "1");
      if (body?.value.trim()) parameters.set("body", body.value.trim().slice(0, 2000));
    }
    return parameters.toString();
  }

  async function ask(settled = false) {
    clearTimeout(timer);
    if (title.value.trim().length < LENGTH) {
      running?.abort();
      asked = "";
      show("");
      return;
    }
    const wanted = query(settled);
    if (wanted === asked) return;
    running?.abort();
    running = new AbortController();
    asked = wanted;
    try {
      const response = await fetch(`${box.dataset.communitySuggest}?${wanted}`, {
        headers: { [FRAGMENT]: "1" },
        signal: running.signal,
      });
      if (!response.ok) throw new Error(response.status);
      show(await response.text());
      clearTimeout(settling);
      settling = setTimeout(record, SETTLED);
    } catch (problem) {
      if (problem.name !== "AbortError") asked = "";
    }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const words = fresh.querySelector("[data-community-said]");
    said.textContent = words?.textContent ?? "";
    words?.remove();
    // Somebody who is pressing a button in the list keeps it.
    if (box.contains(document.activeElement)) return;
    box.replaceChildren(...fresh.body.childNodes);
    box.hidden = !box.querySelector("li");
    const suggested = form.querySelector("[data-community-suggested]");
    if (suggested && html) suggested.value = "1";
  }

  function record(facts = {}) {
    const q = title.value.trim();
    const list = box.querySelector("[data-community-count]");
    const url = box.querySelector("[data-community-answers]")?.action ?? box.dataset.communityRecord;
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!url || !token || q.length < LENGTH || (q === recorded && !facts.topic && !facts.document)) return;
    recorded = q;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token.value);
    data.set("q", q);
    data.set("count", list?.dataset.communityCount ?? "0");
    data.set("shown", list?.dataset.communityShown ?? "");
    for (const [name, value] of Object.entries(facts)) data.set(name, value);
    fetch(url, { method: "POST", body: data, headers: { [FRAGMENT]: "1" }, keepalive: true }).catch(() => {});
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    clearTimeout(settling);
    timer = setTimeout(ask, PAUSE);
  });
  title.addEventListener("change", () => ask(true));
  body?.addEventListener("change", () => ask(true));
  box.addEventListener("click", (event) => {
    const link = event.target.closest("[data-community-suggested-topic], [data-community-suggested-document]");
    if (!link) return;
    const { communitySuggestedTopic: topic, communitySuggestedDocument: document } = link.dataset;
    record(topic ? { topic } : { document });
  });
  if (title.value.trim().length >= LENGTH) ask(true);
}

for (const box of document.querySelectorAll("[data-community-suggest]")) start(box);
