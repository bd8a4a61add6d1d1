"""A TCP proxy on loopback that counts the bytes each way."""

import socket
import threading
from contextlib import suppress

_PIECE = 65536


class CountingRoad:
    """Listens on a free port and passes everything on to `target`; `up` and `down` are the bytes so far."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.up = self.down = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                threading.Thread(target=self._pass, args=(near, far, "up"), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, "down"), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError), source, sink:
            while piece := source.recv(_PIECE):
                setattr(self, way, getattr(self, way) + len(piece))
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
