"""Background work by kind."""

from node.jobs import JobRunner, worker_count
from node.ocr.process.child import ChildReader
from node.ocr.process.worker_process import LOWEST
from node.ports import LevelRaiser
from node.tools.reading import ChildStacks, OcrReader, ocr_limits
from node.usecases.backfile.batches import BACKFILE_JOB
from node.usecases.backfile.work import Prepare
from node.usecases.exchange.register_mail import REFOLD_JOB, refolding
from node.usecases.exchange.second_try import RETRY_JOB, SecondTry
from node.usecases.exchange.trust import Hub
from node.usecases.scans.queue import READ_JOB, Turns
from node.usecases.scans.reading import Readings
from node.usecases.scans.same_scans import SameScans
from node.usecases.signing.levels import LEVEL_JOB, Levels
from node.usecases.workplace import Workplace


def job_runner(place: Workplace, hub: Hub, raiser: LevelRaiser) -> JobRunner:
    """Background work by kind; what reads does so at the lowest priority, one child from paper to paper."""
    child = ChildReader(ocr_limits(place.config), LOWEST).lasting()
    turns, quiet = Turns(), OcrReader(child)
    handlers = {
        READ_JOB: Readings(place, quiet, turns, SameScans(place, ChildStacks(child)).note).run,
        BACKFILE_JOB: Prepare(place, quiet).run,
        REFOLD_JOB: refolding(place),
        RETRY_JOB: SecondTry(place, hub).run_job,
        LEVEL_JOB: Levels(place, raiser).run,
    }
    return JobRunner(place, handlers, worker_count(place.config.ocr_workers), turns, child.rest)
