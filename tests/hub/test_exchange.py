"""Letters in, letters out: what is merged is signed for, and what was stored survives every bad envelope."""

from tests.hub.province import HAM_RONG, QUANG_YEN, Province, receive


def test_a_dossier_travels_from_one_commune_to_the_other(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    assert qy.receipts[-1].heads == ((dossier, qy.digest(dossier)),)
    tinh.talk(hr)
    assert hr.digest(dossier) == qy.digest(dossier)
    assert hr.state(dossier).custody == qy.state(dossier).custody
