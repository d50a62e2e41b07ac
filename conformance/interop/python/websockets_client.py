"""Python's websockets."""

import asyncio
import socket

import common
from common import equal
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus


def to(path, **options):
    options.setdefault("max_size", None)
    return connect(f"ws://{common.SERVER}{path}", proxy=None, **options)


async def echoes(message):
    async with to("/echo") as connection:
        await connection.send(message)
        equal(await connection.recv(), message)


async def text():
    await echoes(common.TEXT)


async def binary():
    await echoes(common.BINARY)


async def large():
    await echoes(common.LARGE_TEXT)
    await echoes(common.LARGE_BINARY)


async def fragments():
    async with to("/echo") as connection:
        await connection.send(["one ", "", "two ", "three"])
        equal(await connection.recv(), "one two three")
        await connection.send([b"\x00", b"\x01\x02"])
        equal(await connection.recv(), b"\x00\x01\x02")


async def compression():
    host, port = common.SERVER.split(":")
    counting = common.CountingSocket(socket.AF_INET)
    counting.connect((host, int(port)))
    counting.setblocking(False)
    async with to("/echo", sock=counting) as connection:
        equal([extension.name for extension in connection.protocol.extensions], ["permessage-deflate"])
        for _ in range(3):
            await connection.send(common.COMPRESSIBLE)
            equal(await connection.recv(), common.COMPRESSIBLE)
    counting.check_compressed()


async def ping():
    async with to("/echo") as connection:
        await (await connection.ping(b"are you there?"))
        await (await connection.ping())


async def heartbeat():
    async with to("/my-websocket-endpoint") as connection:
        equal(await connection.recv(), common.WELCOME)
        await asyncio.sleep(3)
        await connection.send("still here")
        equal(await connection.recv(), common.RECEIVED + "still here")


async def close():
    for code, reason in common.CLOSES:
        async with to("/echo") as connection:
            await connection.close(code, reason)
            equal((connection.close_code, connection.close_reason), (code, reason))
            equal(connection.protocol.close_rcvd.code, code)


async def subprotocol():
    async with to("/echo", subprotocols=["chat.v1"]) as connection:
        equal(connection.subprotocol, None)
    async with to("/broadcast", subprotocols=["other", "chat.v1", "chat.v2"]) as connection:
        equal(connection.subprotocol, "chat.v2")


async def refusal(path, status, **options):
    try:
        async with to(path, **options):
            raise AssertionError(f"{path} was not refused")
    except InvalidStatus as refused:
        equal(refused.response.status_code, status)


async def refused_path():
    await refusal("/nowhere", 404)


async def refused_origin():
    await refusal("/broadcast", 403, origin="https://evil.example")
    async with to("/broadcast", origin=common.OWN_ORIGIN) as connection:
        await connection.send("mine")
        equal(await connection.recv(), "mine")


common.run(
    [
        text,
        binary,
        large,
        fragments,
        compression,
        ping,
        heartbeat,
        close,
        subprotocol,
        refused_path,
        refused_origin,
    ]
)
