"""A client that talks to the sample application through each proxy; run starts them all.

check.py short|full WARY_PORT TRUSTING_PID PORT...: the ports of nginx, then those of HAProxy, each as in their
configuration files: plain, tls, tls to the application that trusts nobody, and plain with time-outs of 3 s.
"""

import base64
import concurrent.futures
import os
import select
import signal
import socket
import ssl
import struct
import sys
import time

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

# On loopback a client may come from any address of 127.0.0.0/8
CLIENT = "127.0.0.77"
LIES = ["X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.8", "X-Real-IP: 203.0.113.9"]

CASES = ["text", "binary", "large", "ping", "close", "closed-by-server"]
CASES += ["same-origin", "foreign-origin", "untrusted-origin", "trusted-address", "untrusted-address"]

IMPATIENT = 3  # seconds; so it is in the configuration files
DEFAULT_TIMEOUT = {"nginx": 60, "haproxy": 50}


class Gone(Exception):
    """The connection ended without a closing handshake."""


class Client:
    """As much of RFC 6455 as the cases need. Answers pings, and counts them."""

    def __init__(self, port, path="/echo", tls=False, origin=None, headers=(), source="127.0.0.1"):
        self.pings = 0
        self.socket = connect(port, source)
        self.socket.settimeout(15)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET %s HTTP/1.1" % path, "Host: 127.0.0.1:%d" % port, "Connection: Upgrade", "Upgrade: websocket"]
        lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + key, *headers]
        if origin:
            lines.append("Origin: " + origin)
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.input = self.socket.makefile("rb")
        self.status = int(self.input.readline().split()[1])
        while self.input.readline() not in (b"\r\n", b""):
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.input.close()
        self.socket.close()

    def send(self, opcode, payload=b""):
        length = len(payload)
        if length < 126:
            head = struct.pack(">BB", 0x80 | opcode, 0x80 | length)
        elif length < 65536:
            head = struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack(">BBQ", 0x80 | opcode, 0x80 | 127, length)
        mask = os.urandom(4)
        repeated = (mask * (length // 4 + 1))[:length]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
        self.socket.sendall(head + mask + masked)

    def read(self, count):
        try:
            data = self.input.read(count)
        except ConnectionResetError:
            data = b""
        if len(data) < count:
            raise Gone()
        return data

    def frame(self):
        """The next whole frame, whatever it is; the server fragments nothing here."""
        first, length = self.read(2)
        if length == 126:
            (length,) = struct.unpack(">H", self.read(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self.read(8))
        payload = self.read(length)
        opcode = first & 0x0F
        if opcode == PING:
            self.pings += 1
            self.send(PONG, payload)
        return opcode, payload

    def receive(self):
        """The next frame that is no ping."""
        while True:
            opcode, payload = self.frame()
            if opcode != PING:
                return opcode, payload

    def wait_for_end(self):
        """Answers pings until the connection is cut, and says after how many seconds."""
        start = time.monotonic()
        try:
            opcode, payload = self.receive()
        except Gone:
            return time.monotonic() - start
        raise AssertionError("the server said %d, %r" % (opcode, payload))


def connect(port, source):
    return socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))


def wait_for(port):
    for _ in range(100):
        try:
            connect(port, "127.0.0.1").close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("Nobody listens at port %d" % port)


def expect(actual, expected):
    if actual != expected:
        raise AssertionError("%.100r instead of %.100r" % (actual, expected))


def echo(client, opcode, payload):
    client.send(opcode, payload)
    expect(client.receive(), (opcode, payload))


class Proxy:
    def __init__(self, name, plain, tls, tls_wary, impatient):
        self.name = name
        self.plain, self.tls, self.tls_wary, self.impatient = plain, tls, tls_wary, impatient
        self.own_origin = "https://127.0.0.1:%d" % tls
        self.own_origin_wary = "https://127.0.0.1:%d" % tls_wary

    # Everything gets through

    def text(self):
        for client in (Client(self.plain), Client(self.tls, tls=True)):
            with client:
                expect(client.status, 101)
                echo(client, TEXT, "Grüße, 世界, 🌊".encode())

    def binary(self):
        with Client(self.plain) as client:
            echo(client, BINARY, bytes(range(256)))
            echo(client, BINARY, b"")

    def large(self):
        data = os.urandom(1024 * 1024)
        for client in (Client(self.plain), Client(self.tls, tls=True)):
            with client:
                echo(client, BINARY, data)
                echo(client, TEXT, data.hex()[: len(data)].encode())

    def ping(self):
        with Client(self.plain) as client:
            for payload in (b"", b"are you there?"):
                client.send(PING, payload)
                expect(client.receive(), (PONG, payload))

    def close(self):
        payload = struct.pack(">H", 4000) + "genug für heute".encode()
        for client in (Client(self.plain), Client(self.tls, tls=True)):
            with client:
                client.send(CLOSE, payload)
                expect(client.receive(), (CLOSE, payload))
                expect(client.input.read(), b"")

    def closed_by_server(self):
        with Client(self.plain) as client:
            client.send(TEXT, b"\xff")
            opcode, payload = client.receive()
            expect((opcode, payload[:2]), (CLOSE, struct.pack(">H", 1007)))
            assert payload[2:], "no reason"
            client.send(CLOSE, payload)
            expect(client.input.read(), b"")

    # Where the application listens is not where the browser thinks it is

    def same_origin(self):
        with Client(self.tls, tls=True, origin=self.own_origin) as client:
            expect(client.status, 101)
            echo(client, TEXT, b"hello")
        with Client(self.plain, origin="http://127.0.0.1:%d" % self.plain) as client:
            expect(client.status, 101)

    def foreign_origin(self):
        lies = ["X-Forwarded-Host: evil.example", "X-Forwarded-Port: 443", "Forwarded: host=evil.example;proto=https"]
        for origin in ("https://evil.example", self.own_origin.replace("https", "http"), "https://127.0.0.1"):
            with Client(self.tls, tls=True, origin=origin, headers=lies) as client:
                expect(client.status, 403)

    def untrusted_origin(self):
        # To an application that trusts nobody this is http://, and the browser's https:// is foreign
        with Client(self.tls_wary, tls=True, origin=self.own_origin_wary) as client:
            expect(client.status, 403)

    # The client's address

    def trusted_address(self):
        for port, tls in ((self.plain, False), (self.tls, True)):
            expect(address(port, tls), CLIENT)

    def untrusted_address(self):
        expect(address(self.tls_wary, True), "127.0.0.1")

    # Nothing is said for longer than the proxy waits

    def silence(self, port, timeout):
        with Client(port) as client:
            end = time.monotonic() + timeout * 1.2 + 3
            while select.select([client.socket], [], [], max(end - time.monotonic(), 0))[0]:
                expect(client.frame()[0], PING)
            assert client.pings > 0, "no ping"
            echo(client, TEXT, b"still there")

    def cut_without_heartbeat(self, port, timeout):
        with Client(port, "/broadcast") as client:
            client.socket.settimeout(timeout * 2 + 5)
            seconds = client.wait_for_end()
            expect(client.pings, 0)
            assert timeout - 1 < seconds < timeout + 3, "cut after %.1f s" % seconds

    def one_way(self, port, timeout):
        """A client that is never answered: it pongs unasked, so that there is no reason to ping it."""
        with Client(port) as client:
            end = time.monotonic() + timeout * 1.2 + 3
            while time.monotonic() < end:
                client.send(PONG, b"alive")
                time.sleep(0.5)
            echo(client, TEXT, b"still there")


def address(port, tls=False):
    """Who the application takes a client for that says it is somebody else."""
    with Client(port, "/address", tls, headers=LIES, source=CLIENT) as client:
        expect(client.status, 101)
        return client.receive()[1].decode()


def direct_address():
    """Nor is a client believed that comes without a proxy."""
    expect(address(wary), CLIENT)


def shutdown(proxies):
    """What the server says last gets through; the application is gone after this."""
    clients = [Client(proxy.plain) for proxy in proxies]
    for client in clients:
        echo(client, TEXT, b"hello")
    os.kill(trusting_pid, signal.SIGTERM)
    for client in clients:
        with client:
            opcode, payload = client.receive()
            expect((opcode, payload[:2]), (CLOSE, struct.pack(">H", 1001)))
            client.send(CLOSE, payload)
            expect(client.input.read(), b"")


def attempt(who, what, case, *arguments):
    started = time.monotonic()
    try:
        case(*arguments)
        outcome = "ok %s" % what
    except Exception as failure:  # whatever it is, the other cases are to run
        outcome = "FAILED %s: %s %s" % (what, type(failure).__name__, failure)
    print("%-8s %s (%.1f s)" % (who, outcome, time.monotonic() - started), flush=True)
    return outcome.startswith("ok ")


mode, wary, trusting_pid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ports = [int(port) for port in sys.argv[4:]]
all_proxies = [Proxy("nginx", *ports[:4]), Proxy("haproxy", *ports[4:])]
for port in ports:
    wait_for(port)

results = []
for proxy in all_proxies:
    for name in CASES:
        results.append(attempt(proxy.name, name, getattr(proxy, name.replace("-", "_"))))
results.append(attempt("none", "untrusted-address", direct_address))

# Waiting is done all at once
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    waiting = []
    for proxy in all_proxies:
        port, seconds = (proxy.plain, DEFAULT_TIMEOUT[proxy.name]) if mode == "full" else (proxy.impatient, IMPATIENT)
        for name in ("silence", "cut-without-heartbeat", "one-way"):
            what = "%s, %d s" % (name, seconds)
            waiting.append(pool.submit(attempt, proxy.name, what, getattr(proxy, name.replace("-", "_")), port, seconds))
    results += [task.result() for task in waiting]

results.append(attempt("both", "shutdown", shutdown, all_proxies))

print("%d passed, %d failed" % (results.count(True), results.count(False)))
sys.exit(0 if all(results) else 1)
