"""`python -m bench.mail_sink PORT MILLISECONDS`: a mail server that takes messages after that time."""

from __future__ import annotations

import asyncio
import sys


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_seconds: float) -> None:
    """Hold one conversation."""

    async def say(line: str) -> None:
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    await say("220 sink")
    while line := (await reader.readline()).strip().upper():
        if line.startswith(b"EHLO"):
            await say("250 sink")
        elif line == b"DATA":
            await say("354 go on")
            while await reader.readline() != b".\r\n":
                pass
            await asyncio.sleep(delay_seconds)
            await say("250 taken")
        elif line == b"QUIT":
            await say("221 bye")
            break
        else:
            await say("250 ok")
    writer.close()


async def main(port: int, milliseconds: int) -> None:
    """Serve until ended."""
    server = await asyncio.start_server(lambda r, w: talk(r, w, milliseconds / 1000), "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
