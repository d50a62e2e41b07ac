// A person's WebSocket client. The browser's API is used bare, so that what it does can be seen.

import { Log, markLanguage } from "./log.js";
import { addressOf, Backoff, isWorthRetrying, meaningOf } from "./socket.js";

const STATES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];

const ENDPOINTS = {
  "/my-websocket-endpoint": "Greets you, answers you, and tells everyone else what you said. Text only.",
  "/echo": "Sends back what it gets, text and binary, up to 64 MB a message.",
  "/broadcast": "Sends what it gets to everyone who is connected, you included.",
};

const MAX_REASON_BYTES = 123; // a close frame holds 125 bytes, two of them the code
const MAX_SHOWN_CHARACTERS = 4_000;
const MAX_SHOWN_BYTES = 64;

const page = Object.fromEntries([...document.querySelectorAll("[id]")].map((element) => [element.id, element]));
const endpointChoices = [...document.querySelectorAll("input[name=endpoint]")];
const utf8 = new TextEncoder();

const backoff = new Backoff();
const messages = new Log(page.log, page.empty, page.latest);

let socket = null;
let wasOpen = false;
let closeAsked = false; // by the person at this page

// ---- connecting -------------------------------------------------------------------------------------------------

function connect() {
  backoff.cancel();
  showProblem("");
  const url = page.url.value.trim();
  try {
    socket = new WebSocket(new URL(url)); // browsers disagree about addresses without a host: none is taken here
  } catch (error) {
    backoff.reset();
    showProblem(explainUrl(url, error));
    page.url.focus();
    render();
    return;
  }
  closeAsked = false;
  wasOpen = false;
  const mine = socket;
  mine.binaryType = "arraybuffer";
  mine.onopen = opened;
  mine.onmessage = received;
  mine.onerror = failed;
  mine.onclose = closed;
  system(`Connecting to ${mine.url}`);
  render();
}

function opened() {
  wasOpen = true;
  backoff.opened();
  system("The connection is open.");
  const typing = document.activeElement === page.url || document.activeElement === page.connect;
  render();
  if (typing) {
    page.message.focus({ preventScroll: true });
  }
}

function received({ data }) {
  log("received", data);
  if (data === "再见" && page.goodbye.checked) {
    closeWith(1000, "客户端主动关闭");
  }
}

// The error event itself says nothing: pages must not be able to explore a network with it
function failed() {
  if (closeAsked) {
    return;
  }
  system(
    wasOpen
      ? "Error: the connection broke."
      : "Error: no connection. Browsers do not tell pages why: perhaps no server listens there, it does not know the " +
          "path, or it refuses pages from this origin.",
    true,
  );
}

function closed({ code, reason, wasClean }) {
  const hadFocus = page["close-form"].contains(document.activeElement) && document.activeElement.type === "submit";
  showCloseEvent(code, reason, wasClean);
  system(`Closed: ${code}, ${meaningOf(code)}${reason ? ` – “${reason}”` : ""}`);
  backoff.closed();
  if (page.reconnect.checked && !closeAsked) {
    if (isWorthRetrying(code)) {
      retryLater();
    } else {
      system(`Not reconnecting after ${code}: it would most likely end in the same way.`);
    }
  }
  render();
  if (hadFocus) {
    page.connect.focus();
  }
}

// ---- reconnecting -------------------------------------------------------------------------------------------------

function retryLater() {
  const { delay, attempt } = backoff.later(connect);
  system(`Reconnecting in ${(delay / 1000).toFixed(1)} s (attempt ${attempt}).`);
}

function giveUp() {
  if (backoff.isWaiting) {
    system("Not trying any more.");
  }
  backoff.reset();
  render();
}

// ---- sending ------------------------------------------------------------------------------------------------------

function sendText() {
  const text = page.message.value;
  if (!isOpen()) {
    page["message-note"].textContent = "Connect first: there is no open connection to send on.";
    return;
  }
  if (text === "") {
    page["message-note"].textContent = "Type a message first.";
    return;
  }
  send(text);
  clearMessage();
}

function sendBinary() {
  if (page.message.value === "") {
    page["message-note"].textContent = "Type a message first: its UTF-8 bytes are sent.";
    return;
  }
  send(utf8.encode(page.message.value).buffer);
  clearMessage();
}

async function sendFile() {
  const [file] = page.file.files;
  page.file.value = "";
  if (!file) {
    return;
  }
  try {
    const bytes = await file.arrayBuffer();
    if (isOpen()) {
      send(bytes);
    } else {
      system(`${file.name} was not sent: the connection had closed.`, true);
    }
  } catch (error) {
    system(`${file.name} could not be read: ${error.message}`, true);
  }
}

function send(data) {
  socket.send(data);
  log("sent", data);
}

function clearMessage() {
  page.message.value = "";
  fitMessage();
  page.message.focus({ preventScroll: true });
}

// ---- closing ------------------------------------------------------------------------------------------------------

function closeFromForm() {
  const problem = checkClosing();
  if (problem) {
    problem.focus();
    return;
  }
  const code = page.code.value.trim();
  const reason = page.reason.value;
  if (code === "") {
    closeWith();
  } else {
    closeWith(Number(code), reason);
  }
}

function closeWith(code, reason) {
  closeAsked = true;
  const was = socket.readyState;
  if (code === undefined) {
    socket.close();
  } else {
    socket.close(code, reason);
  }
  if (was === WebSocket.CONNECTING) {
    system("Given up before the connection was open.");
  } else {
    system(code === undefined ? "Closing without a code." : `Closing with ${code}${reason ? ` – “${reason}”` : ""}`);
  }
  render();
}

/** Explains what is wrong with the code and the reason; returns the field to mend, if any. */
function checkClosing() {
  const code = page.code.value.trim();
  const codeProblem = problemOfCode(code);
  const bytes = utf8.encode(page.reason.value).length;
  let reasonProblem = "";
  if (bytes > MAX_REASON_BYTES) {
    reasonProblem = `The reason takes ${bytes} bytes of UTF-8; a close frame has room for ${MAX_REASON_BYTES}.`;
  } else if (bytes > 0 && code === "") {
    reasonProblem = "A reason cannot be sent without a code.";
  }
  const codeNote = code === "" ? "No code: both sides will report 1005." : `${code}: ${meaningOf(Number(code))}.`;
  show(page.code, page["code-note"], codeProblem, codeNote);
  show(page.reason, page["reason-note"], reasonProblem, `Reason: ${bytes} of ${MAX_REASON_BYTES} bytes.`);
  return codeProblem ? page.code : reasonProblem ? page.reason : null;
}

function show(field, note, problem, otherwise) {
  field.setAttribute("aria-invalid", String(problem !== ""));
  note.classList.toggle("wrong", problem !== "");
  note.textContent = problem || otherwise;
}

function problemOfCode(text) {
  if (text === "" || text === "1000" || /^[34]\d{3}$/.test(text)) {
    return "";
  }
  if (!/^\d+$/.test(text)) {
    return "A close code is a whole number: 1000, or 3000 to 4999.";
  }
  const code = Number(text);
  if (code === 1004 || code === 1005 || code === 1006 || code === 1015) {
    return `${code} never travels: it is reserved for what an endpoint tells its own program.`;
  }
  if (code === 1001) {
    return "1001 is the browser’s to send, when the page is left. A page itself may send 1000, or 3000 to 4999.";
  }
  if (code < 1000 || code > 4999) {
    return "Close codes go from 1000 to 4999; a page may send 1000, or 3000 to 4999.";
  }
  return `${code} belongs to the protocol, not to pages: browsers let them send 1000, or 3000 to 4999.`;
}

function showCloseEvent(code, reason, wasClean) {
  page["no-close-event"].hidden = true;
  page["close-event"].hidden = false;
  page["close-code"].textContent = code;
  page["close-meaning"].textContent = `– ${meaningOf(code)}`;
  page["close-reason"].textContent = reason || "(none)";
  markLanguage(page["close-reason"], reason);
  page["close-clean"].textContent = wasClean;
  page["close-clean-meaning"].textContent = wasClean ? "– both close frames were seen" : "– no closing handshake";
}

// ---- the log ------------------------------------------------------------------------------------------------------

function system(text, wrong = false) {
  append(wrong ? "system wrong" : "system", text, { about: (time) => [precise(time)] });
}

function log(direction, data) {
  if (typeof data === "string") {
    const cut = data.length > MAX_SHOWN_CHARACTERS;
    const shown = cut ? `${data.slice(0, MAX_SHOWN_CHARACTERS)} …` : data;
    append(direction, shown, { about: about(direction, `text, ${size(utf8.encode(data).length)}`) });
  } else {
    append(direction, hex(data), { about: about(direction, `binary, ${size(data.byteLength)}`), mono: true });
  }
}

function about(direction, kind) {
  return (time) => [`${direction === "sent" ? "Sent" : "Received"} `, precise(time), ` · ${kind}`];
}

function precise(time) {
  time.textContent += time.dateTime.slice(19, 23); // milliseconds
  return time;
}

function append(kind, text, options) {
  messages.add(kind, text, options);
  page.clear.disabled = false;
}

function clearLog() {
  messages.clear();
  page.clear.disabled = true;
  page.message.focus({ preventScroll: true });
}

function hex(buffer) {
  const bytes = new Uint8Array(buffer, 0, Math.min(buffer.byteLength, MAX_SHOWN_BYTES));
  const shown = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const more = buffer.byteLength - bytes.length;
  return more > 0 ? `${shown} … and ${size(more)} more` : shown || "(empty)";
}

function size(bytes) {
  if (bytes === 1) {
    return "1 byte";
  }
  if (bytes < 10_000) {
    return `${bytes} bytes`;
  }
  return bytes < 10_000_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// ---- the page -----------------------------------------------------------------------------------------------------

function isOpen() {
  return socket !== null && socket.readyState === WebSocket.OPEN;
}

/** Shows the state, and offers what can be done in it. */
function render() {
  const state = socket === null ? "none" : socket.readyState;
  if (page["ready-state"].dataset.state !== String(state)) {
    page["ready-state"].dataset.state = state;
    page["ready-state-text"].textContent = socket === null ? "no socket yet" : `${STATES[state]} (${state})`;
  }
  const waiting = backoff.isWaiting;
  const idle = state === "none" || state === WebSocket.CLOSED;
  page.connect.disabled = !idle;
  page.connect.textContent = waiting ? "Connect now" : "Connect";
  page.stop.hidden = !waiting;
  page.url.readOnly = !idle;
  for (const choice of endpointChoices) {
    choice.disabled = !idle;
  }
  for (const button of [page.send, page["send-binary"], page["send-file"]]) {
    button.disabled = !isOpen();
  }
  page.close.disabled = !(isOpen() || state === WebSocket.CONNECTING);
  page["message-note"].textContent = isOpen() ? "Enter sends, Shift+Enter starts a new line." : "";
}

function showProblem(text) {
  page["url-error"].textContent = text;
  page.url.setAttribute("aria-invalid", String(text !== ""));
}

function explainUrl(url, error) {
  if (url === "") {
    return "Enter the address to connect to, such as ws://localhost:8080/echo.";
  }
  if (error.name === "SecurityError") {
    return "A page that came over https may only open wss:// connections.";
  }
  if (url.includes("#")) {
    return "A WebSocket address has no part after #.";
  }
  return "This is no WebSocket address: it starts with ws:// or wss://, then comes the host, then the path.";
}

// The choice follows the URL, whichever of the two was changed
function showChoice() {
  const path = Object.keys(ENDPOINTS).find((known) => page.url.value.trim() === addressOf(known));
  for (const choice of endpointChoices) {
    choice.checked = choice.value === path;
  }
  page["endpoint-note"].textContent = path ? ENDPOINTS[path] : "An address of your own.";
}

function fitMessage() {
  page.message.style.height = "auto";
  page.message.style.height = `${page.message.scrollHeight + 2}px`; // the borders
}

page["connect-form"].addEventListener("submit", (event) => {
  event.preventDefault();
  if (!page.connect.disabled) {
    backoff.reset();
    connect();
  }
});
page["send-form"].addEventListener("submit", (event) => {
  event.preventDefault();
  sendText();
});
page["close-form"].addEventListener("submit", (event) => {
  event.preventDefault();
  if (!page.close.disabled) {
    closeFromForm();
  }
});
page.message.addEventListener("keydown", (event) => {
  // Enter that ends the composition of a Chinese word must not send
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    sendText();
  }
});
page.message.addEventListener("input", () => {
  fitMessage();
  render();
});
page["send-binary"].addEventListener("click", sendBinary);
page["send-file"].addEventListener("click", () => page.file.click());
page.file.addEventListener("change", sendFile);
page.stop.addEventListener("click", () => {
  giveUp();
  page.connect.focus();
});
page.reconnect.addEventListener("change", () => {
  if (!page.reconnect.checked) {
    giveUp();
  }
});
page.code.addEventListener("input", checkClosing);
page.reason.addEventListener("input", checkClosing);
page.clear.addEventListener("click", clearLog);
page.url.addEventListener("input", () => {
  showProblem("");
  showChoice();
});
for (const choice of endpointChoices) {
  choice.addEventListener("change", () => {
    page.url.value = addressOf(choice.value);
    showProblem("");
    showChoice();
  });
}

page.url.value = addressOf("/my-websocket-endpoint");
showChoice();
checkClosing();
fitMessage();
render();
