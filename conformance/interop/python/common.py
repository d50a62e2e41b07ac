"""What both Python clients need: the cases' data, a socket that counts, and the lines that ../run reads."""

import asyncio
import os
import socket
import sys
import traceback

SERVER = sys.argv[1]
TEXT = "Grüße, 世界, 🌊"
BINARY = bytes(range(256))
LARGE_TEXT = "🌊 waves" * (1024 * 1024)  # ten bytes each
LARGE_BINARY = os.urandom(10 * 1024 * 1024)
COMPRESSIBLE = "Tidewire " * 100_000  # sent three times
CLOSES = [(1000, "bye"), (3000, "三千"), (4999, "the last of all")]
OWN_ORIGIN = "https://own.example"
WELCOME = "欢迎连接到Spring Boot WebSocket服务器!"
RECEIVED = "服务器已收到您的消息: "


class CountingSocket(socket.socket):
    """Counts what really travels."""

    sent = 0
    received = 0

    def send(self, data, *flags):
        count = super().send(data, *flags)
        self.sent += count
        return count

    def sendmsg(self, buffers, *more):
        count = super().sendmsg(buffers, *more)
        self.sent += count
        return count

    def recv(self, size, *flags):
        data = super().recv(size, *flags)
        self.received += len(data)
        return data

    def check_compressed(self):
        """Both directions took less than a tenth of what was said."""
        limit = 3 * len(COMPRESSIBLE) / 10
        assert self.sent < limit and self.received < limit, f"{self.sent} bytes sent, {self.received} received"


def equal(actual, expected):
    """Fails with both values, cut to a readable length."""
    assert actual == expected, f"expected {expected!r:.80}, got {actual!r:.80}"


def run(cases):
    """Runs the cases, each of them a coroutine function, under their own names."""

    async def all_of_them():
        for case in cases:
            name = case.__name__.replace("_", "-")
            try:
                await asyncio.wait_for(case(), 60)
                print("ok", name, flush=True)
            except Exception as failure:
                traceback.print_exc()
                print(f"FAILED {name}: {type(failure).__name__} {failure}".replace("\n", " "), flush=True)

    asyncio.run(all_of_them())
