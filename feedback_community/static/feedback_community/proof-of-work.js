// The work that is asked of somebody new, done while the text is being written: find the number that the
// server chose, by trying (altcha, protocol 2, SHA-256). Without this file the post waits for a moderator.

const SLICE = 12; // milliseconds, so that typing stays smooth
const PATIENCE = 30_000; // milliseconds; then the post is sent without

// -- SHA-256 of one block -------------------------------------------------------------------------------

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);
const fraction = (x) => ((x % 1) * 2 ** 32) | 0;
const START = Int32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const K = Int32Array.from(PRIMES, (p) => fraction(Math.cbrt(p)));

// `w` is room for 64 words; the hash is put into `out`.
function sha256(words, w, out) {
  w.set(words);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let a = START[0];
  let b = START[1];
  let c = START[2];
  let d = START[3];
  let e = START[4];
  let f = START[5];
  let g = START[6];
  let h = START[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  out[0] = a + START[0];
  out[1] = b + START[1];
  out[2] = c + START[2];
  out[3] = d + START[3];
  out[4] = e + START[4];
  out[5] = f + START[5];
  out[6] = g + START[6];
  out[7] = h + START[7];
}

const wordsOf = (hex) => hex.match(/.{8}/g).map((part) => parseInt(part, 16) | 0);
const hexOf = (words) => Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

// -- the search -----------------------------------------------------------------------------------------

function pause() {
  return new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      go();
    };
    port2.postMessage(0);
  });
}

async function solve({ salt, nonce, keyPrefix }) {
  // Salt, nonce and number are 36 bytes: with their end mark and length one block.
  const block = Int32Array.from([...wordsOf(salt), ...wordsOf(nonce), 0, 0x80000000, 0, 0, 0, 0, 0, 288]);
  const room = new Int32Array(64);
  const key = new Int32Array(8);
  const wanted = parseInt(keyPrefix.slice(0, 8), 16) | 0;
  let until = performance.now() + SLICE;
  for (let counter = 0; counter < 2 ** 32; counter++) {
    block[8] = counter;
    sha256(block, room, key);
    if (key[0] === wanted && hexOf(key).startsWith(keyPrefix)) return { counter, derivedKey: hexOf(key) };
    if (counter % 512 === 0 && performance.now() > until) {
      await pause();
      until = performance.now() + SLICE;
    }
  }
  throw new Error("no number fits");
}

async function work(url) {
  const response = await fetch(url);
  const challenge = await response.json();
  return btoa(JSON.stringify({ challenge, solution: await solve(challenge.parameters) }));
}

// -- the form -------------------------------------------------------------------------------------------

function prepare(field) {
  const form = field.form;
  let running = null;
  const begin = () => {
    if (field.value || running) return;
    const late = new Promise((go) => setTimeout(go, PATIENCE));
    const done = work(field.dataset.communityWork).then((text) => (field.value = text));
    running = Promise.race([done, late]).catch(() => {});
  };
  form.addEventListener("focusin", begin);
  form.addEventListener(
    "submit",
    async (event) => {
      const step = event.submitter?.name === "step" ? event.submitter.value : "send";
      if (event.target !== form || field.value || form.dataset.worked || step !== "send") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.working) return;
      form.dataset.working = "1";
      begin();
      const note = document.createElement("p");
      note.className = "community-help";
      note.setAttribute("role", "status");
      form.append(note);
      note.textContent = field.dataset.communityWait;
      await running;
      note.remove();
      delete form.dataset.working;
      form.dataset.worked = "1";
      form.requestSubmit(event.submitter ?? undefined);
    },
    { capture: true },
  );
  addEventListener("pageshow", (event) => {
    // Back from the page that took the post: its work is used.
    if (!event.persisted) return;
    field.value = "";
    running = null;
    delete form.dataset.worked;
  });
}

for (const field of document.querySelectorAll("input[data-community-work]")) prepare(field);
