"""The middle of the five steps, as officers take them: assign, appraise, submit, approve, sign and issue."""

from dataclasses import dataclass
from typing import Any

from demo.counter import Counter
from demo.setting import Stage


@dataclass(frozen=True, slots=True)
class Bench:
    """Who decides at one commune; the same person may sit in two places, but nobody approves her own appraisal."""

    name: str
    appraiser: Counter
    leader: Counter
    clerical: Counter


def decide(stage: Stage, bench: Bench, dossier: str, content: str) -> dict[str, Any]:
    """Take a received dossier to its signed result; gives the state that the issue led to."""
    bench.leader.act(dossier, "Assigned", to=stage.officers[bench.appraiser.person.login])
    bench.appraiser.act(dossier, "Appraised", verdict="granted", opinion="Đủ điều kiện")
    bench.appraiser.act(dossier, "SubmittedForApproval", undigitised_reason="")
    bench.leader.act(dossier, "Approved", comment="Đồng ý")
    state: dict[str, Any] = bench.clerical.desk.post(
        f"/api/dossiers/{dossier}/issue",
        {
            "verdict": "granted",
            "leader": stage.officers[bench.leader.person.login],
            "passphrase": bench.leader.person.passphrase,
            "seal_passphrase": stage.seals[bench.name],
            "content": content,
        },
    )
    return state
