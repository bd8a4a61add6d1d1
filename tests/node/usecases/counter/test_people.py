"""Log-in: by the hub's signed hash, locked after five tries, ended with the mandate."""

import pytest

from node.bootstrap import Running
from plumbing.problem import Problem
from tests.node.commune import PASSWORD, Commune


def test_a_good_password_opens_a_session_that_outlives_a_restart(xa: Commune) -> None:
    with xa.open("yen") as first:
        session = first.node.people.login(" Lan ", PASSWORD)
        assert session.unit_name == "Xã Quảng Yên"
    with xa.open("yen") as second:
        again = second.node.people.session(session.token)
        assert again is not None
        assert (again.officer, again.csrf) == ("lan", session.csrf)
        second.node.people.logout(session.token)
        assert second.node.people.session(session.token) is None


def test_five_bad_tries_lock_for_a_quarter_of_an_hour(xa: Commune, yen: Running) -> None:
    for _ in range(5):
        with pytest.raises(Problem, match="LOGIN_FAILED"):
            yen.node.people.login("lan", "sai")
    with pytest.raises(Problem, match="LOGIN_LOCKED"):
        yen.node.people.login("lan", PASSWORD)
    xa.clock.pass_time(minutes=16)
    assert yen.node.people.login("lan", PASSWORD).officer == "lan"


@pytest.mark.parametrize("login", ["nobody", "son", ""])
def test_strangers_and_other_communes_are_refused_alike(yen: Running, login: str) -> None:
    with pytest.raises(Problem, match="LOGIN_FAILED"):
        yen.node.people.login(login, PASSWORD)


def test_a_session_ends_after_its_hours(xa: Commune, yen: Running) -> None:
    session = yen.node.people.login("lan", PASSWORD)
    xa.clock.pass_time(hours=13)
    assert yen.node.people.session(session.token) is None


def test_leaders_and_appraisers_are_those_of_our_unit(yen: Running) -> None:
    assert [officer for officer, _ in yen.node.people.leaders()] == ["lan", "minh"]
    assert [officer for officer, _ in yen.node.people.appraisers()] == ["lan"]
