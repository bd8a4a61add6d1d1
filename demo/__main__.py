"""`python -m demo`: play the story; with ONCE set end after it, else stay up until Ctrl-C."""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.client import Refused
from demo.setting import Stage
from demo.show import DemoFailed, Show
from demo.story import play
from demo.world import CommandFailed, World

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """0 when every step held; 1, naming the step, when one did not."""
    signal.signal(signal.SIGTERM, _interrupted)
    show = Show()
    show.title(
        "MotCua: xã Quảng Yên, phường Hàm Rồng, một trung tâm tỉnh, một câu chuyện",
        "real processes on loopback, real scans, real signatures, real units; people and decree are made up",
    )
    root = Path(os.environ.get("DEMO_ROOT", ROOT / "var" / "demo"))
    with _alone(root):
        world = World(root)
        try:
            return _told(Stage(world, show), show)
        except KeyboardInterrupt:
            return 130
        finally:
            world.close()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One demo a folder: a second one would begin by clearing away what the first works with."""
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name(f"{root.name}.lock").open("wb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Một bản trình diễn khác đang chạy trong {root}; hãy dừng nó (Ctrl-C) hoặc đặt DEMO_ROOT khác."
            ) from None
        yield


def _told(stage: Stage, show: Show) -> int:
    papers = stage.world.root / "giay-to"
    papers.mkdir()
    try:
        play(stage, papers)
    except DemoFailed as failure:
        return _broken(stage, show, failure)
    except (Refused, CommandFailed, OSError, LookupError) as error:
        return _broken(stage, show, DemoFailed(show.current, f"{type(error).__name__}: {error}"))
    show.done()
    _where(stage, show, papers)
    if not os.environ.get("ONCE"):
        show.note("Ctrl-C để dừng (stop).")
        while True:
            time.sleep(3600)
    return 0


def _where(stage: Stage, show: Show, papers: Path) -> None:
    show.title("Mở bằng trình duyệt", "addresses and log-ins; the passwords were drawn for this run")
    show.note(f"Trung tâm tỉnh  {stage.world.hub_url}  {stage.admin_login} / {stage.admin_password}")
    for name, people in stage.people.items():
        for person in people:
            words = f"{person.login} / {person.password}  ({person.title})"
            show.note(f"{name:12}  {stage.world.machines[name].url}  {words}")
    show.note(f"Giấy tờ đã in: {papers}")


def _broken(stage: Stage, show: Show, failure: DemoFailed) -> int:
    for machine in stage.world.machines.values():
        print(f"--- {machine.name}\n{machine.last_words()}", file=sys.stderr)
    show.broken(failure)
    return 1


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
