"""A bad line: a TCP forwarder with a round-trip time, a rate, cuts at an interval, and bytes that flip on the way."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass

from demo.line import Line

_PIECE = 2048


@dataclass(frozen=True, slots=True)
class Weather:
    """`rtt` and `cut_every` in seconds (0 = none), `rate` in bytes a second each way (0 = as fast as it goes), `flips`
    = chance that a piece of 2 kB has one byte changed."""

    rtt: float = 0.0
    rate: int = 0
    cut_every: float = 0.0
    flips: float = 0.0


CLEAR = Weather()
THIN = Weather(rtt=0.3, rate=256_000 // 8, cut_every=4.0, flips=0.002)
THINNEST = Weather(rtt=0.3, rate=128_000 // 8, cut_every=20.0, flips=0.002)


class BadLine(Line):
    """`weather` may be changed while it carries."""

    def __init__(self, hub_port: int, weather: Weather = CLEAR, seed: int = 0) -> None:
        self.weather, self._pick = weather, random.Random(seed)
        super().__init__(hub_port)
        self._loop.call_soon_threadsafe(self._plan_cut)

    def turn_to(self, hub_port: int) -> None:
        """From now on new connections go to another worker of the hub."""
        self._hub_port = hub_port

    def _plan_cut(self) -> None:
        if self.weather.cut_every:
            self._drop_all()
        self._loop.call_later(self.weather.cut_every or 0.5, self._plan_cut)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(_PIECE):
                weather = self.weather
                self.carried += len(piece)
                if weather.rate:
                    await asyncio.sleep(len(piece) / weather.rate)
                self._loop.call_later(weather.rtt / 2, self._write, sink, self._maybe_flipped(piece))
            await asyncio.sleep(self.weather.rtt / 2)
        with suppress(OSError):
            sink.close()

    def _write(self, sink: asyncio.StreamWriter, piece: bytes) -> None:
        if not sink.is_closing():
            sink.write(piece)

    def _maybe_flipped(self, piece: bytes) -> bytes:
        if self._pick.random() >= self.weather.flips:
            return piece
        at = self._pick.randrange(len(piece))
        return piece[:at] + bytes([piece[at] ^ 1 << self._pick.randrange(8)]) + piece[at + 1 :]
