// Rooms to chat in: what the server tells of a room, shown; what a person does, told to the server.

import { Log } from "./log.js";
import { addressOf, JsonSocket, meaningOf } from "./socket.js";

const TYPING_TOLD_EVERY = 2_000; // ms
const TYPING_SHOWN_FOR = 3_000; // ms

const page = Object.fromEntries([...document.querySelectorAll("[id]")].map((element) => [element.id, element]));
const log = new Log(page.log, page.empty, page.latest);
const socket = new JsonSocket({ addressNow, received, changed });

const people = new Map(); // id -> name
const typing = new Map(); // id -> timer
let you = null; // one's own id; null while not in a room
let typingToldAt = 0;

// ---- what the server tells ----------------------------------------------------------------------------------------

const NEWS = {
  welcome(news) {
    you = news.you.id;
    people.clear();
    for (const { id, name } of news.people) {
      people.set(id, name);
    }
    system(`You are in ${page.room.value}.`);
    render();
    page.text.focus({ preventScroll: true });
  },
  joined({ who }) {
    people.set(who.id, who.name);
    system(`${who.name} has come in.`);
  },
  left({ who }) {
    people.delete(who.id);
    hasStoppedTyping(who.id);
    system(`${who.name} has left.`);
  },
  renamed({ who, before }) {
    people.set(who.id, who.name);
    system(`${before} is called ${who.name} now.`);
  },
  typing({ who }) {
    clearTimeout(typing.get(who.id));
    typing.set(who.id, setTimeout(() => hasStoppedTyping(who.id), TYPING_SHOWN_FOR));
  },
  said({ who, text, at }) {
    hasStoppedTyping(who.id);
    log.add(who.id === you ? "sent" : "received", text, { about: by(who.id === you ? "You" : who.name), at: new Date(at) });
  },
  announced({ text, at }) {
    log.add("received house", text, { about: by("Announcement"), at: new Date(at) });
  },
  problem({ message }) {
    system(`The server did not take that: ${message}.`, true);
  },
};

function received(news) {
  NEWS[news.type](news);
  renderPeople();
}

function changed(state, closeEvent) {
  const wasIn = you !== null;
  if (!socket.isOpen) {
    you = null;
    people.clear();
    typing.forEach(clearTimeout);
    typing.clear();
  }
  if (closeEvent && socket.isIdle && closeEvent.code !== 1000) {
    showProblem(`The server closed: ${closeEvent.reason || meaningOf(closeEvent.code)}.`);
  }
  if (closeEvent && wasIn) {
    system("The connection is lost; the page comes back to the room by itself.", true);
  }
  page.state.dataset.state = socket.isIdle ? "none" : socket.readyState;
  page["state-text"].textContent = state;
  render();
  renderPeople();
}

// ---- what a person does -------------------------------------------------------------------------------------------

function addressNow() {
  const room = encodeURIComponent(page.room.value.trim());
  return addressOf(`/rooms/${room}?name=${encodeURIComponent(page.name.value.trim())}`);
}

function enterOrRename() {
  const missing = [page.name, page.room].find((field) => field.value.trim() === "");
  for (const field of [page.name, page.room]) {
    field.setAttribute("aria-invalid", String(field === missing));
  }
  if (missing) {
    showProblem(missing === page.name ? "Say how you want to be called." : "Say which room: any word will do.");
    missing.focus();
    return;
  }
  showProblem("");
  if (socket.isIdle) {
    log.clear();
    socket.open();
  } else {
    socket.send({ type: "rename", name: page.name.value.trim() });
    page.text.focus({ preventScroll: true });
  }
}

function leave() {
  socket.close();
  system("You have left.");
  page.name.focus();
}

function say() {
  const text = page.text.value;
  if (text.trim() !== "" && socket.send({ type: "say", text })) {
    page.text.value = "";
    typingToldAt = 0;
  }
}

function tellTyping() {
  if (page.text.value !== "" && Date.now() - typingToldAt > TYPING_TOLD_EVERY) {
    typingToldAt = Date.now();
    socket.send({ type: "typing" });
  }
}

// ---- the page -----------------------------------------------------------------------------------------------------

function by(author) {
  const name = document.createElement("span");
  name.className = "author";
  name.textContent = author;
  return (time) => [name, " · ", time];
}

function system(text, wrong = false) {
  log.add(wrong ? "system wrong" : "system", text);
}

function showProblem(text) {
  page["entrance-problem"].textContent = text;
}

function hasStoppedTyping(id) {
  clearTimeout(typing.get(id));
  if (typing.delete(id)) {
    renderPeople();
  }
}

/** Offers what can be done now. */
function render() {
  const idle = socket.isIdle;
  const isIn = you !== null;
  page["entrance-title"].textContent = idle ? "Come in" : `In ${page.room.value}`;
  page.room.readOnly = !idle;
  page.name.readOnly = !idle && !isIn;
  page.enter.textContent = idle ? "Enter" : "Rename";
  page.enter.disabled = !idle && !isIn;
  page.leave.hidden = idle;
  page.text.disabled = !isIn;
  page.say.disabled = !isIn;
}

function renderPeople() {
  page.count.textContent = people.size === 0 ? "nobody" : people.size === 1 ? "only you" : `${people.size} people`;
  page.nobody.hidden = people.size > 0;
  page.people.hidden = people.size === 0;
  page.people.replaceChildren(...[...people].map(([id, name]) => person(name, id === you)));

  const names = [...typing.keys()].map((id) => people.get(id)).filter(Boolean);
  page.typing.textContent =
    names.length === 0 ? "" : names.length === 1 ? `${names[0]} is typing …` : `${names.length} people are typing …`;
}

function person(name, isYou) {
  const item = document.createElement("li");
  item.textContent = isYou ? `${name} (you)` : name;
  item.className = isYou ? "you" : "";
  return item;
}

page.entrance.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!page.enter.disabled) {
    enterOrRename();
  }
});
page["say-form"].addEventListener("submit", (event) => {
  event.preventDefault();
  say();
});
page.leave.addEventListener("click", leave);
page.text.addEventListener("input", tellTyping);

// rooms.html?room=harbour is a link into a room
page.room.value = new URLSearchParams(location.search).get("room") ?? page.room.value;
render();
