"""Python's aiohttp."""

import asyncio
import contextlib

import common
from aiohttp import ClientSession, TCPConnector, WSMsgType, WSServerHandshakeError
from common import equal


@contextlib.asynccontextmanager
async def to(path, connector=None, **options):
    async with ClientSession(connector=connector) as session:
        async with session.ws_connect(f"http://{common.SERVER}{path}", max_msg_size=0, **options) as connection:
            yield connection


async def echoes_text(message, **options):
    async with to("/echo", **options) as connection:
        await connection.send_str(message)
        equal(await connection.receive_str(), message)


async def echoes_binary(message):
    async with to("/echo") as connection:
        await connection.send_bytes(message)
        equal(await connection.receive_bytes(), message)


async def text():
    await echoes_text(common.TEXT)
    await echoes_text(common.TEXT, compress=15)


async def binary():
    await echoes_binary(common.BINARY)


async def large():
    await echoes_text(common.LARGE_TEXT)
    await echoes_text(common.LARGE_TEXT, compress=15)
    await echoes_binary(common.LARGE_BINARY)


async def compression():
    for window_bits in (15, 9):
        sockets = []

        def counting(address):
            sockets.append(common.CountingSocket(*address[:3]))
            sockets[0].setblocking(False)
            return sockets[0]

        async with to("/echo", TCPConnector(socket_factory=counting), compress=window_bits) as connection:
            assert connection.compress, "not negotiated"
            for _ in range(3):
                await connection.send_str(common.COMPRESSIBLE)
                equal(await connection.receive_str(), common.COMPRESSIBLE)
        sockets[0].check_compressed()


async def ping():
    async with to("/echo", autoping=False) as connection:
        for payload in (b"are you there?", b""):
            await connection.ping(payload)
            pong = await connection.receive()
            equal((pong.type, pong.data), (WSMsgType.PONG, payload))


async def heartbeat():
    async with to("/my-websocket-endpoint") as connection:
        equal(await connection.receive_str(), common.WELCOME)
        # It answers pings only while it is asked for messages
        receiving = asyncio.ensure_future(connection.receive_str())
        await asyncio.sleep(3)
        await connection.send_str("still here")
        equal(await receiving, common.RECEIVED + "still here")


async def close():
    for code, reason in common.CLOSES:
        async with to("/echo", autoclose=False) as connection:
            # Its close() keeps the answer to itself but for the code
            await connection.close(code=code, message=reason.encode())
            equal(connection.close_code, code)


async def subprotocol():
    async with to("/echo", protocols=["chat.v1"]) as connection:
        equal(connection.protocol, None)
    async with to("/broadcast", protocols=["other", "chat.v1", "chat.v2"]) as connection:
        equal(connection.protocol, "chat.v2")


async def refusal(path, status, **options):
    try:
        async with to(path, **options):
            raise AssertionError(f"{path} was not refused")
    except WSServerHandshakeError as refused:
        equal(refused.status, status)


async def refused_path():
    await refusal("/nowhere", 404)


async def refused_origin():
    await refusal("/broadcast", 403, origin="https://evil.example")
    async with to("/broadcast", origin=common.OWN_ORIGIN) as connection:
        await connection.send_str("mine")
        equal(await connection.receive_str(), "mine")


print("lacks fragments", flush=True)  # it sends every message in one frame
common.run([text, binary, large, compression, ping, heartbeat, close, subprotocol, refused_path, refused_origin])
