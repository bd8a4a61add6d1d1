"""Officers: log-in with argon2 hashes from the hub's signed credential grants, sessions, lock-out."""

from node.usecases.models import Session


class People:
    """Who may sit at this node."""

    def login(self, login: str, password: str) -> Session:
        """Open a session of 12 hours. Raises Problem LOGIN_FAILED, LOGIN_LOCKED (15 minutes after 5 tries)."""
        raise NotImplementedError

    def session(self, token: str) -> Session | None:
        """The session of this token, None when there is none or the officer's mandate has ended."""
        raise NotImplementedError

    def logout(self, token: str) -> None:
        """Close it."""
        raise NotImplementedError

    def leaders(self) -> tuple[tuple[str, str], ...]:
        """(officer, name) of those who may approve here today."""
        raise NotImplementedError

    def appraisers(self) -> tuple[tuple[str, str], ...]:
        """(officer, name) of those of our unit who may appraise today, for the leader who assigns."""
        raise NotImplementedError
