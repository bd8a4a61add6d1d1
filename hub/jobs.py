"""What the hub does by itself. APScheduler only rings the bell: what is to do stands in the database and the calendar,
so a missed or doubled bell changes nothing."""

import logging
from collections.abc import Callable
from datetime import date

from apscheduler.schedulers.background import BackgroundScheduler

from hub.usecases.context import Hub
from hub.usecases.exchange.compact import compact_all
from hub.usecases.exchange.retry import retry_aside
from hub.usecases.register.crl_fetch import refresh_lists
from hub.usecases.register.reorganise import turn_of_day
from hub.usecases.scope.fill import go_on
from plumbing.web_fetch import WebFetcher

LOG = logging.getLogger(__name__)


class DayWatch:
    """Notices that a new local day has begun, also when the clock of a demonstration jumps."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._done: date | None = None

    def look(self) -> bool:
        """Do the work of a new day once (and once at each start); whether there was a new day."""
        today = self._hub.clock.today()
        if today == self._done:
            return False
        done = turn_of_day(self._hub)
        self._done = today
        LOG.info("a new day", extra={"day": today.isoformat(), **done})
        return True


def start_jobs(hub: Hub, checkpoint: Callable[[], int]) -> BackgroundScheduler:
    """Ring: the day watch every few seconds (and at once), the write-ahead log and revocation lists once a minute; and
    once what was set aside: this may be the first start of a newer program. The caller shuts the scheduler down."""
    watch = DayWatch(hub)
    watch.look()
    scheduler = BackgroundScheduler(timezone="Asia/Ho_Chi_Minh")
    options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(watch.look, "interval", seconds=hub.config.job_seconds, id="day", **options)
    scheduler.add_job(lambda: compact_all(hub), "interval", seconds=60, id="compact", **options)
    scheduler.add_job(lambda: retry_aside(hub), id="retry", misfire_grace_time=None)
    scheduler.add_job(lambda: go_on(hub), "interval", seconds=hub.config.job_seconds, id="fill", **options)
    fetcher = WebFetcher(frozenset(hub.config.crl_private_hosts))
    scheduler.add_job(lambda: refresh_lists(hub, fetcher), "interval", seconds=60, id="crl", **options)
    scheduler.add_job(checkpoint, "interval", seconds=60, id="checkpoint", **options)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it would write two lines at every ring
    scheduler.start()
    return scheduler
