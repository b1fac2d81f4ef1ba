"""What a receiver of a referral sees, in two steps: enough to decide, then what is needed to help.

Which field belongs to which step is a :class:`~services.models.DataContract` per kind of service and region: a debt
worker needs a phone number at once, a trainer does not. What was sent is frozen on the referral as field codes; the
values are read when they are shown, so that a correction reaches the receiver and nothing is copied.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Client
from intake.models.client import TalkLanguage
from partners.models import Layer
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.reference.models import LabourRegion
from services.models import DataContract, DisclosureStep, Referral
from services.referrals.lifecycle import ACCESS_ENDS_AT_ONCE, READ_ONLY, READ_ONLY_FOR, RUNNING, ReferralState


@dataclass(frozen=True)
class Field:
    """A piece of a client that can be opened to a receiver."""

    code: str
    label: str | Promise
    layer: Layer
    read: Callable[[Client, Case], str]


def _age_band(client: Client) -> str:
    """Return an age in words wide enough not to identify: it decides which help exists (youth help below 27)."""
    if client.birth_date is None:
        return str(_("onbekend"))
    age = (clock.today() - client.birth_date).days // 365.25
    return str(_("jonger dan 27") if age < 27 else _("27 tot 55") if age < 55 else _("55 of ouder"))


def _situation(client: Client, case: Case) -> str:
    registration = case.registrations.order_by("-pk").first()
    return registration.get_situation_display() if registration else ""


def _last_work(client: Client, case: Case) -> str:
    profile = getattr(client, "work_profile", None)
    newest = profile.experiences.select_related("occupation").order_by("position").first() if profile else None
    return str(newest.occupation or newest.own_words) if newest else ""


def _attained(client: Client) -> str:
    """Return the highest education and the proofs: a school does not teach again what somebody has already."""
    profile = getattr(client, "work_profile", None)
    if profile is None:
        return ""
    education = [profile.get_education_display()] if profile.education else []
    return ", ".join([*education, *map(str, profile.has.order_by("pk"))])


def _contact_way(client: Client, case: Case) -> str:
    return f"{client.get_contact_way_display()} {client.contact_moment}".strip()


def _language(client: Client) -> str:
    """Return in which language to talk, when that is not Dutch, and whether an interpreter is wanted."""
    parts = [client.get_talk_language_display()] if client.talk_language not in ("", TalkLanguage.DUTCH) else []
    return ", ".join([*parts, str(_("met een tolk"))] if client.wants_interpreter else parts)


FIELDS: dict[str, Field] = {
    field.code: field
    for field in (
        Field("municipality", _("Gemeente"), Layer.TRIAGE, lambda c, _case: str(c.municipality or "")),
        Field("age_band", _("Leeftijd"), Layer.TRIAGE, lambda c, _case: _age_band(c)),
        Field("situation", _("Situatie"), Layer.TRIAGE, _situation),
        Field("language", _("Praat liefst"), Layer.TRIAGE, lambda c, _case: _language(c)),
        Field("last_work", _("Laatste werk"), Layer.TRIAGE, _last_work),
        Field("attained", _("Opleiding en bewijzen"), Layer.TRIAGE, lambda c, _case: _attained(c)),
        Field("name", _("Naam"), Layer.WORK, lambda c, _case: c.full_name),
        Field("phone", _("Telefoon"), Layer.WORK, lambda c, _case: readable_phone(c.phone)),
        Field("email", _("E-mail"), Layer.WORK, lambda c, _case: c.email),
        Field("contact_way", _("Liefst bereikt door"), Layer.WORK, _contact_way),
        Field("postcode", _("Postcode"), Layer.WORK, lambda c, _case: c.postcode),
        Field(
            "birth_date",
            _("Geboortedatum"),
            Layer.WORK,
            lambda c, _case: c.birth_date.strftime("%d-%m-%Y") if c.birth_date else "",
        ),
    )
}

SHARED_UNSEEN = _("de ontvanger ziet dit; jij kunt het opvragen in het dossier")

STANDARD: dict[str, list[str]] = {
    DisclosureStep.DECIDE: ["municipality", "age_band", "situation", "last_work", "language"],
    DisclosureStep.HELP: ["name", "phone", "email", "contact_way"],
}
"""Without a contract of its own a kind of service gets this."""


def contract_for(kind: str, region: LabourRegion) -> dict[str, list[str]]:
    """Return the field codes per step for a kind of service in a region; the region's own contract wins."""
    contract = {step: list(codes) for step, codes in STANDARD.items()}
    own_or_everywhere = models.Q(region=region) | models.Q(region__isnull=True)
    everywhere_first = models.F("region").asc(nulls_first=True)
    for row in DataContract.objects.filter(own_or_everywhere, service_kind=kind).order_by(everywhere_first):
        contract[row.step] = [code for code in row.fields if code in FIELDS]
    return contract


def contract_of(referral: Referral) -> dict[str, list[str]]:
    """Return the field codes per step that sending this referral now would open."""
    return contract_for(referral.service.kind if referral.service else "", referral.region)


def open_steps(referral: Referral) -> list[DisclosureStep]:
    """Return the steps that are open to the receiver in the referral's present state."""
    if referral.state in ACCESS_ENDS_AT_ONCE or referral.state == ReferralState.DRAFT:
        return []
    if referral.state in READ_ONLY and referral.ended_at and clock.now() > referral.ended_at + READ_ONLY_FOR:
        return []
    if referral.state in RUNNING or referral.state in READ_ONLY:
        return [DisclosureStep.DECIDE, DisclosureStep.HELP]
    return [DisclosureStep.DECIDE]


def shown(
    referral: Referral, steps: list[DisclosureStep], hidden: Collection[str] = ()
) -> list[tuple[str | Promise, str]]:
    """Return label and value of every field of these steps, as the receiver reads them; empty values are left out.

    Of ``hidden`` fields only stands that they are shared: a sender who does not guide this person sees no phone number.
    """
    rows = []
    for step in steps:
        for code in referral.disclosed.get(step, []):
            value = FIELDS[code].read(referral.client, referral.case)
            if value:
                rows.append((FIELDS[code].label, str(SHARED_UNSEEN) if code in hidden else value))
    return rows


def layer_of(referral: Referral, step: DisclosureStep) -> Layer:
    """Return the highest layer that a step opens: what the access grant of the receiver must hold."""
    return max((FIELDS[code].layer for code in referral.disclosed.get(step, [])), default=Layer.TRIAGE)
