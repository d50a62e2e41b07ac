// What the pages know of connections: addresses, close codes, and how to come back.

// RFC 6455, section 7.4.1, and the registry it opened
const CLOSE_CODES = {
  1000: "normal closure",
  1001: "going away: the server shuts down, or a page is left",
  1002: "protocol error",
  1003: "unsupported data: the endpoint does not take this kind of message",
  1005: "no status: the close frame held no code",
  1006: "abnormal: the connection ended without a close frame",
  1007: "invalid data, such as text that is not UTF-8",
  1008: "policy violation",
  1009: "message too big",
  1010: "an extension that the client needs is missing",
  1011: "internal error of the server",
  1012: "the server restarts",
  1013: "try again later: the server is overloaded, or this client reads too slowly",
  1014: "bad gateway",
  1015: "the TLS handshake failed",
};

// After these the same request may well succeed; after the others it would end in the same way
const WORTH_RETRYING = new Set([1001, 1006, 1011, 1012, 1013, 1014]);

const FIRST_DELAY = 1_000; // ms
const LONGEST_DELAY = 30_000; // ms
const STABLE_AFTER = 5_000; // ms: a connection that lived this long starts the back-off anew

/** The address of an endpoint of the server that sent the page. */
export function addressOf(path) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}

export function meaningOf(code) {
  if (CLOSE_CODES[code]) {
    return CLOSE_CODES[code];
  }
  if (code >= 4000) {
    return "an application’s own code";
  }
  if (code >= 3000) {
    return "a library’s or framework’s code";
  }
  return "a code of the protocol without a meaning yet";
}

export function isWorthRetrying(code) {
  return WORTH_RETRYING.has(code);
}

/** When to connect again: exponential back-off with jitter. Told of every connection that opens and closes. */
export class Backoff {
  #attempt = 0;
  #openedAt = 0;
  #timer = 0;

  get isWaiting() {
    return this.#timer !== 0;
  }

  opened() {
    this.#openedAt = Date.now();
  }

  closed() {
    if (this.#openedAt && Date.now() - this.#openedAt >= STABLE_AFTER) {
      this.#attempt = 0;
    }
    this.#openedAt = 0;
  }

  /**
   * Connects later, and tells in how many milliseconds. Half of the delay is random, so that the clients of a restarted
   * server do not all come back at once.
   */
  later(connect) {
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempt);
    const delay = longest / 2 + (Math.random() * longest) / 2;
    this.#attempt += 1;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      connect();
    }, delay);
    return { delay, attempt: this.#attempt };
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** Forgets what was: a person wants to connect now, or not at all. */
  reset() {
    this.cancel();
    this.#attempt = 0;
  }
}

/** A connection for JSON, which comes back by itself when it is lost. */
export class JsonSocket {
  #addressNow;
  #received;
  #changed;
  #socket = null;
  #backoff = new Backoff();

  /**
   * @param addressNow tells where to connect, whenever that is about to happen
   * @param received is called with what every message says
   * @param changed is called with the state of the connection in a word or two, and with the close event at its end
   */
  constructor({ addressNow, received, changed }) {
    this.#addressNow = addressNow;
    this.#received = received;
    this.#changed = changed;
  }

  get isOpen() {
    return this.readyState === WebSocket.OPEN;
  }

  /** Whether nothing is there, nor will be without `open()`. */
  get isIdle() {
    return this.readyState === WebSocket.CLOSED && !this.#backoff.isWaiting;
  }

  get readyState() {
    return this.#socket?.readyState ?? WebSocket.CLOSED;
  }

  /** Connects, at once. */
  open() {
    this.#backoff.reset();
    this.#connect();
  }

  /** Ends the connection, for good. */
  close() {
    this.#backoff.reset();
    if (this.readyState === WebSocket.CLOSED) {
      this.#changed("not connected");
    } else {
      this.#socket.onmessage = null;
      this.#socket.onclose = (event) => this.#changed("not connected", event);
      this.#socket.close(1000);
      this.#changed("closing");
    }
  }

  /** Sends if there is somebody to send to; tells whether. */
  send(message) {
    if (this.isOpen) {
      this.#socket.send(JSON.stringify(message));
    }
    return this.isOpen;
  }

  #connect() {
    const socket = new WebSocket(this.#addressNow());
    this.#socket = socket;
    socket.onopen = () => {
      this.#backoff.opened();
      this.#changed("connected");
    };
    socket.onmessage = ({ data }) => this.#received(JSON.parse(data));
    socket.onclose = (event) => {
      this.#backoff.closed();
      if (isWorthRetrying(event.code)) {
        const { delay } = this.#backoff.later(() => this.#connect());
        this.#changed(`back in ${(delay / 1000).toFixed(1)} s`, event);
      } else {
        this.#changed("not connected", event);
      }
    };
    this.#changed("connecting");
  }
}
