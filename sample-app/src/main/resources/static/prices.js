// Live prices: a row for everything that is listed, which moves while it is watched.

import { addressOf, JsonSocket, meaningOf } from "./socket.js";

const TREND_LENGTH = 120; // prices
const TREND_WIDTH = 120;
const TREND_HEIGHT = 36;
const SVG = "http://www.w3.org/2000/svg";

const page = Object.fromEntries([...document.querySelectorAll("[id]")].map((element) => [element.id, element]));
const socket = new JsonSocket({ addressNow: () => addressOf("/prices"), received, changed });

const rows = new Map(); // symbol -> Row
let updates = 0;

// ---- what the server tells ----------------------------------------------------------------------------------------

const NEWS = {
  listed({ listings }) {
    for (const { symbol, name } of listings) {
      if (!rows.has(symbol)) {
        rows.set(symbol, new Row(symbol, name, rows.size === 0));
      }
    }
    page.listings.replaceChildren(...[...rows.values()].map((row) => row.element));
    rows.forEach((row) => row.isWatched && row.watch()); // anew, on every connection
  },
  price(price) {
    updates += 1;
    rows.get(price.symbol).show(price);
  },
  error({ message }) {
    page.problem.textContent = `The server did not take that: ${message}.`;
  },
};

function received(news) {
  NEWS[news.type](news);
  render();
}

function changed(state, closeEvent) {
  page.state.dataset.state = socket.isIdle ? "none" : socket.readyState;
  page["state-text"].textContent = state;
  page.problem.textContent =
    closeEvent && socket.isIdle ? `The server closed: ${closeEvent.reason || meaningOf(closeEvent.code)}.` : "";
  render();
}

// ---- a row --------------------------------------------------------------------------------------------------------

class Row {
  #symbol;
  #watched;
  #price = part("span", "price", "–");
  #change = part("span", "change", "not watched");
  #line = document.createElementNS(SVG, "polyline");
  #trend = [];

  constructor(symbol, name, isWatched) {
    this.#symbol = symbol;
    this.#watched = document.createElement("input");
    this.#watched.type = "checkbox";
    this.#watched.checked = isWatched;
    this.#watched.setAttribute("aria-label", `Watch ${symbol}`);
    this.#watched.addEventListener("change", () => this.watch());

    const heading = part("th", "");
    heading.scope = "row";
    heading.append(part("span", "symbol", symbol), part("span", "company", name));

    const chart = document.createElementNS(SVG, "svg");
    chart.setAttribute("class", "trend");
    chart.setAttribute("viewBox", `0 0 ${TREND_WIDTH} ${TREND_HEIGHT}`);
    chart.setAttribute("preserveAspectRatio", "none");
    chart.setAttribute("aria-hidden", "true"); // the change says the same
    chart.append(this.#line);

    this.element = document.createElement("tr");
    this.element.id = symbol;
    this.element.append(cell("", this.#watched), heading, cell("trend-cell", chart), cell("number", this.#price, this.#change));
    this.#fade();
  }

  get isWatched() {
    return this.#watched.checked;
  }

  set isWatched(watched) {
    if (this.isWatched !== watched) {
      this.#watched.checked = watched;
      this.watch();
    }
  }

  /** Tells the server whether this is watched. */
  watch() {
    socket.send({ type: this.isWatched ? "watch" : "unwatch", symbol: this.#symbol });
    this.#trend = []; // a line across a gap would be made up
    this.#fade();
  }

  show({ price, change }) {
    if (!this.isWatched) {
      return; // it was under way when the server was told
    }
    this.#price.textContent = price.toFixed(2);
    // The sign says what the colour says
    this.#change.textContent = `${change > 0 ? "▲ +" : change < 0 ? "▼ −" : "■ "}${Math.abs(change).toFixed(2)}`;
    this.#change.className = `change ${change > 0 ? "up" : change < 0 ? "down" : ""}`;
    this.#trend.push(price);
    if (this.#trend.length > TREND_LENGTH) {
      this.#trend.shift();
    }
    this.#line.setAttribute("points", pointsOf(this.#trend));
  }

  #fade() {
    this.element.classList.toggle("unwatched", !this.isWatched);
  }
}

function pointsOf(trend) {
  const lowest = Math.min(...trend);
  const span = Math.max(...trend) - lowest || 1;
  const step = TREND_WIDTH / (TREND_LENGTH - 1);
  const start = TREND_WIDTH - (trend.length - 1) * step;
  const points = trend.map((price, i) => {
    const y = TREND_HEIGHT - 3 - ((price - lowest) / span) * (TREND_HEIGHT - 6);
    return `${(start + i * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return points.join(" ");
}

function cell(className, ...parts) {
  const td = part("td", className);
  td.append(...parts);
  return td;
}

function part(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// ---- the page -----------------------------------------------------------------------------------------------------

function render() {
  const watched = [...rows.values()].filter((row) => row.isWatched).length;
  page.nothing.hidden = rows.size > 0;
  page.all.disabled = !socket.isOpen || watched === rows.size;
  page.none.disabled = !socket.isOpen || watched === 0;
}

function watchAll(watched) {
  rows.forEach((row) => {
    row.isWatched = watched;
  });
  render();
}

page.listings.addEventListener("change", render);
page.all.addEventListener("click", () => watchAll(true));
page.none.addEventListener("click", () => watchAll(false));
setInterval(() => {
  page.rate.textContent = updates;
  updates = 0;
}, 1_000);

socket.open();
