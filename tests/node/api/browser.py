"""A headless Chromium, spoken to over its pipe (DevTools protocol, messages end with a zero byte)."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or ""
_SECONDS = 120.0  # no test waits longer than what it waits for; other machines are slow
_NUMBERS = {"Escape": 27, "Tab": 9, "Enter": 13}  # the browser itself acts on these: closes, moves, presses


class Browser:
    """One page. `complaints` collects what the page's console and the security policy had to say."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to, self._back = process, to, back
        self._count, self._waiting, self._session = 0, b"", ""
        self.complaints: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def size(self, width: int, height: int) -> None:
        """The window."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def cookie(self, name: str, value: str, url: str) -> None:
        """Give the browser a cookie."""
        self._ask("Network.setCookie", name=name, value=value, url=url)

    def open(self, url: str) -> None:
        """Go there and wait until the page and its modules are loaded."""
        self._ask("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})")

    def value(self, expression: str) -> Any:
        """What the expression gives in the page."""
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait for it to become true."""
        end = time.monotonic() + _SECONDS
        while not self.value(expression):
            if time.monotonic() > end:
                raise AssertionError(f"never true: {expression}; {self.complaints}")
            time.sleep(0.05)

    def drag(self, what: str, where: str) -> None:
        """Take the middle of one element (CSS selector) with the mouse and let it go over another, which may be
        there only while something is dragged."""
        from_x, from_y = self._middle(what)
        self._mouse("mousePressed", from_x, from_y)
        for far in (4, 8):
            self._mouse("mouseMoved", from_x + far, from_y)
        self.until(f"document.querySelector({json.dumps(where)}).checkVisibility()")
        to_x, to_y = self._middle(where)
        for step in range(1, 6):
            self._mouse(
                "mouseMoved", from_x + (to_x - from_x) * step / 5, from_y + (to_y - from_y) * step / 5
            )
        self._mouse("mouseMoved", to_x + 1, to_y)
        self._mouse("mouseReleased", to_x + 1, to_y)

    def _middle(self, selector: str) -> tuple[float, float]:
        box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        x, y = self.value(f"(b => [b.left + b.width / 2, b.top + b.height / 2])({box})")
        return x, y

    def _mouse(self, kind: str, x: float, y: float) -> None:
        self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def press(self, key: str, text: str = "") -> None:
        """One key."""
        number = {"windowsVirtualKeyCode": _NUMBERS[key]} if key in _NUMBERS else {}
        for kind in ("keyDown", "keyUp"):
            said = text if kind == "keyDown" else ""
            self._ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, text=said, **number)

    def type(self, text: str) -> None:
        """Text into whatever has the focus."""
        self._ask("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        """What is to be seen, as PNG."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"]))

    def on_paper(self, path: Path) -> None:
        """What a printer gets, as PDF, on the paper that the page asks for."""
        path.write_bytes(base64.b64decode(self._ask("Page.printToPDF", preferCSSPageSize=True)["data"]))

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        if event.get("method") == "Log.entryAdded":
            entry = event["params"]["entry"]
            self.complaints.append(f"{entry['level']}: {entry['text']} {entry.get('url', '')}")
        elif event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(event["params"]["exceptionDetails"])[:300])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            piece = os.read(self._back, 1 << 16)
            if not piece:
                raise AssertionError("the browser has gone")
            self._waiting += piece
        message, _, self._waiting = self._waiting.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own; it is gone afterwards."""
    theirs_in, to = os.pipe()
    back, theirs_out = os.pipe()
    arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--lang=vi",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
    ]
    # Chromium reads commands from descriptor 3 and answers on descriptor 4.
    shell = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    process = subprocess.Popen(
        ["/bin/bash", "-c", shell, CHROMIUM, *arguments],
        pass_fds=(theirs_in, theirs_out),
        env={**os.environ, "TMPDIR": "/tmp"},  # it puts a socket there, whose path must be short
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(process, to, back)
    finally:
        process.kill()
        process.wait()
        os.close(to)
        os.close(back)
