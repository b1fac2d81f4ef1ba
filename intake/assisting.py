"""Register somebody for them or with them: who may, through which door it came, and what is not sent yet."""

from collections.abc import Iterable
from datetime import date

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet

from intake import drafts, steps
from intake.drafts import Door
from intake.duplicates import finding
from intake.duplicates.names import Facts
from intake.models import Channel, RegistrationDraft
from partners import access
from partners.models import Membership, Organisation, Role, User
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion

ASSIST = "registration.assist"
ASSISTING_ROLES = (
    Role.COACH,
    Role.INTAKE_WORKER,
    Role.REFERRER,
    Role.RECEIVER,
    Role.DEBT_WORKER,
    Role.SBB_ADVISER,
    Role.SCHOOL_MENTOR,
    Role.COORDINATOR,
)
"""Everybody who meets people at work; who only counts, pays, watches or administers does not."""

access.allow(ASSIST, ASSISTING_ROLES)

CHANNELS = (Channel.DESK, Channel.PHONE, Channel.PARTNER)
"""The ways in which staff meets the person: at the desk, by phone, or the person is not there now."""


def may(user: object) -> access.Decision:
    """Say whether this person may register others."""
    return access.may(user, ASSIST)


def memberships(user: object) -> list[Membership]:
    """Return under which memberships this person registers others, each organisation and region once."""
    roles = {role.value for role in ASSISTING_ROLES}
    found = [m for m in reach_of(user).memberships if m.role in roles]
    return list({(m.organisation_id, m.region_id): m for m in reversed(found)}.values())[::-1]


def start(session: SessionBase, user: User, membership: Membership, channel: str) -> RegistrationDraft:
    """Begin a registration for somebody else; what stood in this session waits in the list of drafts.

    Raises:
        Refused: this person may not register others for this organisation.
    """
    access.insist(access.may(user, ASSIST, region_id=membership.region_id, organisation_id=membership.organisation_id))
    draft = drafts.start(session, Door(membership.region, membership.organisation), user, channel)
    drafts.save(draft, {steps.ON_BEHALF: _who(user, membership.organisation, membership.region, channel)})
    return draft


def is_known(draft: RegistrationDraft) -> bool:
    """Say whether somebody like this is known to the team: yes or no, and only to staff who fills in for somebody."""
    name, reach, birth = (draft.answers.get(slug, {}) for slug in ("naam", "bereiken", "geboortedatum"))
    if draft.recorded_by_id is None or draft.region_id is None or not name:
        return False
    day = birth.get("birth_date")
    facts = Facts(
        name["first_name"],
        name["last_name"],
        date.fromisoformat(day) if day else None,
        reach.get("phone", ""),
        reach.get("email", ""),
        draft.answers.get("postcode", {}).get("postcode", ""),
    )
    return finding.known_to_team(facts, draft.region_id)


def unsent(user: User) -> QuerySet[RegistrationDraft]:
    """Return the registrations this person began for others and did not send, newest first."""
    mine = RegistrationDraft.objects.filter(recorded_by=user, expires_at__gt=clock.now())
    return mine.order_by("-updated_at", "-pk")


def names(found: Iterable[RegistrationDraft]) -> list[tuple[RegistrationDraft, str]]:
    """Return each draft with the name that was filled in, as far as there is one."""
    answered = [(draft, draft.answers.get("naam", {})) for draft in found]
    return [(draft, f"{name.get('first_name', '')} {name.get('last_name', '')}".strip()) for draft, name in answered]


def _who(user: User, organisation: Organisation, region: LabourRegion, channel: str) -> dict[str, object]:
    return {"organisation": organisation.pk, "name": user.name, "channel": channel, "region": region.pk}
