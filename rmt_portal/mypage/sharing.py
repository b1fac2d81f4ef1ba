"""The choices of a client per organisation and category: shown, given and withdrawn with the same ease."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from intake import consents, receivers, sharing_questions
from intake.models import Client, Consent, DataCategory
from partners.models import Organisation
from rmt_portal.lifecycle import Actor


@dataclass(frozen=True)
class Box:
    """One category that can be on or off."""

    code: str
    label: str
    is_on: bool


@dataclass(frozen=True)
class Choice:
    """One organisation that sees nothing without the person's yes."""

    organisation: Organisation
    boxes: list[Box]
    since: datetime | None

    @property
    def on(self) -> list[str]:
        """The codes of what the organisation sees now."""
        return [box.code for box in self.boxes if box.is_on]

    @property
    def summary(self) -> str:
        """What the organisation sees now, in one line."""
        return sharing_questions.summary(self.organisation, self.on)


def always(client: Client) -> list[Organisation]:
    """Return who sees the data by law."""
    return receivers.always(client.region)


def choices(client: Client) -> list[Choice]:
    """Return every organisation the person can choose, and those chosen before that are no longer offered."""
    given = Consent.objects.filter(client=client, withdrawn_at__isnull=True).select_related("organisation")
    open_ones = list(given.order_by("given_at", "pk"))
    offered = {o.pk: o for o in receivers.choosable(client.region, client.municipality)}
    offered |= {consent.organisation_id: consent.organisation for consent in open_ones}
    found = []
    for organisation in sorted(offered.values(), key=lambda o: o.name):
        mine = {c.category: c.given_at for c in open_ones if c.organisation_id == organisation.pk}
        boxes = [Box(c.value, str(c.label), c.value in mine) for c in DataCategory]
        found.append(Choice(organisation, boxes, min(mine.values(), default=None)))
    return found


@transaction.atomic
def store(client: Client, organisation_id: str, wanted: list[str], request: Any) -> str | None:
    """Give what was ticked and withdraw what was not, for one organisation; returns its name.

    None when the person can not choose this organisation.
    """
    found = {str(choice.organisation.pk): choice for choice in choices(client)}
    choice = found.get(organisation_id)
    if choice is None:
        return None
    actor = Actor(trace_id=getattr(request, "request_id", ""))
    yes = [DataCategory(box.code) for box in choice.boxes if box.code in wanted and not box.is_on]
    no = [DataCategory(box.code) for box in choice.boxes if box.code not in wanted and box.is_on]
    if yes:
        text = receivers.CONSENT_TEXT
        consents.give(client, choice.organisation, yes, text_version=text, how="own_page", actor=actor)
    if no:
        consents.withdraw(client, choice.organisation, actor, no)
    return choice.organisation.name
