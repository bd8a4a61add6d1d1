"""A request that waits is answered when there is mail, gives way to a newer one, and ends with the hub."""

from hub.usecases.waiting import Bells


def test_mail_rings_only_whom_it_is_for() -> None:
    bells, rung = Bells(), []
    with bells.waiting("a", lambda: rung.append("a")), bells.waiting("b", lambda: rung.append("b")):
        bells.ring({"b", "c"})
    assert rung == ["b"]


def test_a_newer_request_sends_the_older_away() -> None:
    bells, rung = Bells(), []

    def older() -> None:
        rung.append("older")

    def newer() -> None:
        rung.append("newer")

    with bells.waiting("a", older), bells.waiting("a", newer):
        assert rung == ["older"]
        assert not bells.still_waits("a", older)
        assert bells.still_waits("a", newer)


def test_their_number_is_bounded() -> None:
    bells = Bells(most=1)
    with bells.waiting("a", lambda: None) as first, bells.waiting("b", lambda: None) as second:
        assert (first, second) == (True, False)


def test_nobody_waits_once_the_hub_stops() -> None:
    bells, rung = Bells(), []
    with bells.waiting("a", lambda: rung.append("a")):
        bells.close()
    assert rung == ["a"]
    with bells.waiting("a", lambda: None) as has_room:
        assert not has_room
