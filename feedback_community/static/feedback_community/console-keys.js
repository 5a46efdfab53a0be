// Keys for whoever works through queues: rows and posts by j and k, links and fields by the key they name.
// They stand in Wagtail's own list of shortcuts (?), and the same switch of the account turns them off.

const ROWS = "#listing-results tbody tr, .community-post";
const TYPING = "textarea, select, [contenteditable=''], [contenteditable=true], input:not([type=checkbox])";

function isOn() {
  const config = document.getElementById("wagtail-config");
  return !config || JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED !== false;
}

function handleOf(row) {
  if (row.matches("tr")) return row.querySelector("td.title a") ?? row.querySelector("a, input");
  row.tabIndex = -1;
  return row;
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter(handleOf);
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
  if (!next) return;
  handleOf(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function select() {
  document.activeElement.closest("tr")?.querySelector("[data-bulk-action-checkbox]")?.click();
}

function named(key) {
  const found = document.querySelector(`[data-community-key="${key}"]`);
  if (found || key !== "u") return found;
  // Every page below a list has the way back in its breadcrumbs; their last one is the page itself.
  const crumbs = [...document.querySelectorAll(".w-breadcrumbs a[href]")];
  return crumbs.filter((link) => link.pathname !== location.pathname).at(-1);
}

function use(key) {
  const place = named(key);
  if (place?.matches("a, button")) place.click();
  else place?.focus();
  return Boolean(place);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.matches(TYPING) || document.querySelector(".w-dialog[aria-hidden=false]")) return;
  const isInRow = event.target.closest(ROWS);
  // Arrows scroll, except for whoever is in the list already.
  const step = { j: 1, k: -1, ...(isInRow && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
  const isOurs = step || (event.key === "x" && isInRow) || /^[a-z]$/.test(event.key);
  if (!isOurs || !isOn()) return;
  if (step) move(step);
  else if (event.key === "x" && isInRow) select();
  else if (!use(event.key)) return;
  event.preventDefault();
});

// Wagtail keeps its list of shortcuts in a template until it is shown.
const ours = document.getElementById("community-keys");
const lists = [document, ...[...document.querySelectorAll("template")].map((template) => template.content)];
for (const list of lists) {
  const table = ours && list.querySelector("#keyboard-shortcuts-dialog table");
  table?.append(ours.content.cloneNode(true));
}
