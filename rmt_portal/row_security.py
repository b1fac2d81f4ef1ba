"""Who asks the database: the second wall behind ``partners.access`` (PostgreSQL row level security).

Every query runs in a :class:`Scope`. A web request runs as the person who signed in, a client on the own page as that
client, and everything else as nobody, who sees no client at all. Code that must reach clients nobody opened to a person
(a timer, a mail, a first registration) says so with :func:`house` and one of the purposes below, around exactly the
piece that needs it. The connection tells PostgreSQL (:mod:`rmt_portal.postgres`), and the policies
(:mod:`rmt_portal.row_policies`) decide.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PURPOSES = {
    "work": "work that waits in the outbox, a timer or a batch, done by a worker",
    "command": "a command of the administrator of the system",
    "registration": "somebody registers: the rows of a person nobody knows yet are made",
    "confirmation": "a person says yes or no to what staff filled in, and who filled it in follows that",
    "handover": "an administrator hands over the work of a colleague who leaves or is away",
    "refusal": "somebody asks for what is not open: the log says about whom, the answer whom to ask",
    "emergency": "somebody finds a dossier by its number to open it in an emergency",
    "duplicates": "a registration is compared with who is known already; who registers never sees the answer",
    "mailbox": "a partner without account answers a referral by a verified mailbox",
    "known_here": "a receiver asks whether the own organisation knows a person; the answer is yes or no",
    "sign_in": "a client asks for a link to the own page",
    "oversight": "a privacy officer follows in the log what was done with the dossiers of the own regions",
    "erasure": "two colleagues decide about erasing a person of their region, by number",
    "figures": "numbers of people are counted; nobody is shown",
}
"""Why code may reach clients that are not open to whoever asks. A closed list: each is a hole somebody decided on."""


@dataclass(frozen=True)
class Scope:
    """On whose behalf a query runs; the default is nobody."""

    kind: str = "nobody"
    user_id: int | None = None
    client_id: int | None = None
    purpose: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """What PostgreSQL is told, by the name of its setting."""
        return {
            "rmt.scope": self.kind,
            "rmt.user": str(self.user_id or ""),
            "rmt.client": str(self.client_id or ""),
            "rmt.purpose": self.purpose,
        }


NOBODY = Scope()
_current: ContextVar[Scope] = ContextVar("row_security_scope", default=NOBODY)


def current() -> Scope:
    """Return the scope in which a query would run now."""
    return _current.get()


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Run what follows in a scope."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


def person(user_id: int) -> AbstractContextManager[None]:
    """Run what follows as a member of staff: only clients open to this person exist."""
    return within(Scope("person", user_id=user_id))


def client(client_id: int) -> AbstractContextManager[None]:
    """Run what follows as a client: only the own rows exist."""
    return within(Scope("client", client_id=client_id))


def registering(client_id: int) -> AbstractContextManager[None]:
    """Run what follows as somebody who registers: rows of this new client can be made and read back, nothing else.

    The id was taken from the sequence beforehand, so that no row of anybody is open before there is one.
    """
    return within(Scope("registering", user_id=current().user_id, client_id=client_id))


def house(purpose: str) -> AbstractContextManager[None]:
    """Run what follows for the house itself, for a purpose of the closed list.

    Raises:
        KeyError: nobody decided on this purpose.
    """
    if purpose not in PURPOSES:
        raise KeyError(purpose)
    return within(Scope("house", user_id=current().user_id, purpose=purpose))
