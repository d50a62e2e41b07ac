// A log of messages that follows its end, unless somebody has scrolled up to read.

const MAX_ENTRIES = 500;

export class Log {
  #log;
  #empty;
  #latest;

  /**
   * @param log the element that scrolls
   * @param empty what stands in it while there is nothing
   * @param latest the button that leads to the end
   */
  constructor(log, empty, latest) {
    this.#log = log;
    this.#empty = empty;
    this.#latest = latest;
    latest.addEventListener("click", () => {
      this.#scrollToEnd();
      log.focus({ preventScroll: true });
    });
    log.addEventListener("scroll", () => {
      if (this.#isAtEnd()) {
        latest.hidden = true;
      }
    });
  }

  /**
   * @param kind "sent", "received" or "system", and more classes if need be
   * @param text is shown as it is: what a peer sends is never read as HTML
   * @param options.about what comes before the text, around the time
   * @param options.at when
   */
  add(kind, text, { about = (time) => [time], at = new Date(), mono = false } = {}) {
    const atEnd = this.#isAtEnd();

    const time = document.createElement("time");
    time.dateTime = at.toISOString();
    time.textContent = at.toLocaleTimeString("en-GB");

    const meta = document.createElement("div");
    meta.className = "meta";
    meta.append(...about(time));

    const body = document.createElement("div");
    body.className = mono ? "body mono" : "body";
    body.dir = "auto";
    body.textContent = text;
    if (!kind.startsWith("system")) {
      markLanguage(body, text);
    }

    const entry = document.createElement("div");
    entry.className = `entry new ${kind}`;
    entry.append(meta, body);

    this.#empty.hidden = true;
    this.#log.append(entry);
    const entries = this.#log.getElementsByClassName("entry");
    while (entries.length > MAX_ENTRIES) {
      entries[0].remove();
    }
    if (atEnd || kind === "sent") {
      this.#scrollToEnd();
    } else {
      this.#latest.hidden = false;
    }
  }

  clear() {
    this.#log.replaceChildren(this.#empty);
    this.#empty.hidden = false;
    this.#latest.hidden = true;
  }

  #isAtEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
  }

  #scrollToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#latest.hidden = true;
  }
}

// So that Han characters get Chinese glyphs and a Chinese voice in an English page
export function markLanguage(element, text) {
  if (/\p{Script=Han}/u.test(text)) {
    element.lang = "zh-Hans";
  } else {
    element.removeAttribute("lang");
  }
}
