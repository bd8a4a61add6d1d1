"""The line from a node to the hub: a TCP forwarder on loopback that can be cut and mended."""

import asyncio
import threading
from contextlib import suppress


class Line:
    """Listens on an ephemeral port and carries bytes to `hub_port`. While cut, connections are dropped.
    `carried` counts the bytes that passed in both directions."""

    def __init__(self, hub_port: int) -> None:
        self._hub_port = hub_port
        self._up = True
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="line", daemon=True)
        self.port = 0
        self.carried = 0
        self._thread.start()
        self._ready.wait()

    def cut(self) -> None:
        """Nothing passes any more; what is under way breaks off."""
        self._up = False
        self._loop.call_soon_threadsafe(self._drop_all)

    def mend(self) -> None:
        """The line is back."""
        self._up = True

    def close(self) -> None:
        """For good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._drop_all()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    async def _accept(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        if not self._up:
            near_out.transport.abort()
            return
        try:
            far, far_out = await asyncio.open_connection("127.0.0.1", self._hub_port)
        except OSError:
            near_out.transport.abort()
            return
        self._open |= {near_out, far_out}
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._carry(near, far_out), self._carry(far, near_out))
        self._open -= {near_out, far_out}

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(65536):
                self.carried += len(piece)
                sink.write(piece)
                await sink.drain()
        with suppress(OSError):
            sink.close()

    def _drop_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()
