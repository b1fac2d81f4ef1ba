"""Who may go on with the second part: somebody who just registered, came by a mailed link, or is on the own page.

For the own page: ``second_part.start(request.session, client)`` and send the person to ``second_part.URL``.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy

from intake import drafts, registrations
from intake.models import Client, ProfileLink, WorkProfile
from rmt_portal import clock, row_security
from rmt_portal.outbox import queue

URL = lazy(reverse, str)("profile")
_PLACE = "second_part"
_LINK_SALT = "intake.profile"
MOST_LINKS_A_DAY = 5


class LinkIsDead(Exception):
    """The mailed link was used, is too old or was never made."""


def start(session: SessionBase, client: Client) -> str:
    """Let this session answer for this client, and return the address where that begins.

    The caller has made sure who it is; the right ends after CLIENT_SESSION_SECONDS without an answer.
    """
    with row_security.client(client.pk):
        WorkProfile.objects.get_or_create(client=client)
    session[_PLACE] = {"client": client.pk, "until": _until()}
    return str(URL)


def start_after_sending(session: SessionBase) -> Client | None:
    """Go on right after sending the registration, in the same browser; None when this session sent nothing."""
    key = drafts.key_of(session)
    if key is None:
        return None
    with row_security.house("registration"):
        registration = registrations.find(key)
    if registration is None:
        return None
    start(session, registration.client)
    return registration.client


def client_id_of(session: SessionBase) -> int | None:
    """Return for whom this session may answer now, and let that last a while longer; None for nobody."""
    kept = session.get(_PLACE)
    if not isinstance(kept, dict) or kept.get("until", 0) < clock.now().timestamp():
        return None
    kept["until"] = _until()
    session.modified = True
    return int(kept["client"])


def stop(session: SessionBase) -> None:
    """Forget on this device for whom was answered."""
    session.pop(_PLACE, None)


@transaction.atomic
def mail_link(client: Client) -> bool:
    """Ask for a mail with a link to go on; earlier links stop working. False without address, or after too many."""
    since = clock.now() - timedelta(days=1)
    made = ProfileLink.objects.filter(client=client)
    if not client.email or made.filter(created_at__gte=since).count() >= MOST_LINKS_A_DAY:
        return False
    made.filter(used_at__isnull=True).update(used_at=clock.now())
    link = ProfileLink.objects.create(client=client)
    queue.put("mail.profile", f"mail.profile:{link.pk}", {"link": link.pk})
    return True


def living_link(client: Client) -> ProfileLink | None:
    """Return the newest link of a client that still works."""
    return _living().filter(client=client).order_by("-pk").first()


def link_token(link: ProfileLink) -> str:
    """Return the part of the address that opens this link."""
    return signing.Signer(salt=_LINK_SALT, sep=".").sign(link.public_id.hex)


def known_link(token: str) -> ProfileLink | None:
    """Return the link with this token, also when it was used: a new one may then be mailed to the same person."""
    try:
        public_id = UUID(signing.Signer(salt=_LINK_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    with row_security.house("sign_in"):
        return ProfileLink.objects.filter(public_id=public_id).select_related("client__region__brand").first()


def find_link(token: str) -> ProfileLink:
    """Return the link that may still be used, without using it: a mail scanner follows links too.

    Raises:
        LinkIsDead: it was used, is too old or was never made.
    """
    link = known_link(token)
    if link is None or link.used_at is not None or link.created_at <= _oldest():
        raise LinkIsDead
    return link


@transaction.atomic
def use_link(session: SessionBase, token: str) -> str:
    """Go on in this session by a mailed link, end the link, and return where to go.

    Raises:
        LinkIsDead: see :func:`find_link`; also when somebody used the link at the same moment.
    """
    link = find_link(token)
    with row_security.house("sign_in"):
        used = ProfileLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now())
    if not used:
        raise LinkIsDead
    session.cycle_key()
    return start(session, link.client)


def _living() -> QuerySet[ProfileLink]:
    return ProfileLink.objects.filter(used_at__isnull=True, created_at__gt=_oldest())


def _oldest() -> datetime:
    return clock.now() - timedelta(days=settings.DRAFT_DAYS)


def _until() -> float:
    return clock.now().timestamp() + settings.CLIENT_SESSION_SECONDS
