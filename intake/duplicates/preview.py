"""What a merge would do, before it is done: field by field, who would see more, and which of the two cases goes on."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.duplicates import judging
from intake.models import Case, CaseAssignment, Client, Consent, Erasure, ErasureState, WorkProfile
from partners import access
from partners.models import AccessGrant, Layer, LegalBasis, Role
from rmt_portal.lifecycle import Actor

MERGE = "duplicates.merge"
KEPT, GONE = "kept", "gone"

access.allow(MERGE, [Role.INTAKE_WORKER, Role.COACH], Layer.WORK)

FIELDS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "name": (_("Naam"), ("first_name", "last_name")),
    "birth_date": (_("Geboortedatum"), ("birth_date",)),
    "phone": (_("Telefoon"), ("phone",)),
    "email": (_("E-mail"), ("email",)),
    "contact": (_("Liefst contact via"), ("contact_way", "contact_moment")),
    "language": (_("Taal"), ("talk_language", "wants_interpreter")),
    "address": (_("Postcode en gemeente"), ("postcode", "has_no_address", "municipality_id")),
}
"""What is chosen field by field; what belongs together is chosen together."""
NOT_CHOSEN = frozenset({"id", "public_id", "region_id", "sort_name", "created_at", "erased_on"})
"""Fields of a person about which nobody has to choose."""


class CanNotMerge(Exception):
    """These two can not be merged now; the text says what to do first."""


class AlreadyMerged(CanNotMerge):
    """A colleague merged these two a moment ago."""


@dataclass(frozen=True)
class FieldChoice:
    """A field in which the two differ; ``default`` is the side that has something."""

    slug: str
    title: str | Promise
    kept: str
    gone: str
    default: str


@dataclass(frozen=True)
class AccessQuestion:
    """Somebody who sees one of the two and would see both: a human decides."""

    key: str
    who: str
    layer: str
    is_on_kept: bool


@dataclass(frozen=True)
class Preview:
    """Everything a human decides on before two people become one."""

    kept: Client
    gone: Client
    fields: list[FieldChoice]
    same: list[tuple[str | Promise, str]]
    access: list[AccessQuestion]
    coaches: list[CaseAssignment]
    chooses_profile: bool
    cases: dict[str, list[Case]]


def of(first: Client, second: Client, actor: Actor) -> Preview:
    """Return what a merge of two people asks; who was there first stays.

    Raises:
        Refused: one of the two is not open enough to the actor.
        CanNotMerge: something has to be done first.
    """
    kept, gone = sorted((first, second), key=lambda client: (client.created_at, client.pk))
    judging.require(kept, actor, MERGE)
    judging.require(gone, actor, MERGE)
    check(kept, gone)
    fields, same = [], []
    for slug, (title, names) in FIELDS.items():
        a, b = in_words(kept, names), in_words(gone, names)
        if all(getattr(kept, name) == getattr(gone, name) for name in names):
            same.append((title, a))
        else:
            fields.append(FieldChoice(slug, title, a, b, GONE if b and not a else KEPT))
    running = running_assignments(kept, gone)
    return Preview(
        kept,
        gone,
        fields,
        same,
        questions(kept, gone, running),
        running if len(running) > 1 else [],
        WorkProfile.objects.filter(client__in=(kept, gone)).count() > 1,
        _cases(kept, gone),
    )


def _cases(kept: Client, gone: Client) -> dict[str, list[Case]]:
    """Return the cases per side."""
    found = list(Case.objects.filter(client__in=(kept, gone)).order_by("pk"))
    return {side: [case for case in found if case.client_id == c.pk] for side, c in ((KEPT, kept), (GONE, gone))}


def check(kept: Client, gone: Client) -> None:
    """Refuse two people who can not be merged now.

    Raises:
        CanNotMerge: with the reason in words.
    """
    if kept.region_id != gone.region_id:
        raise CanNotMerge(_("Deze twee horen bij verschillende regio's. Bel de coördinator van de andere regio."))
    if kept.erased_on or gone.erased_on:
        raise CanNotMerge(_("Een van de twee is gewist."))
    running = Erasure.objects.filter(client__in=(kept, gone)).exclude(
        state__in=(ErasureState.DONE, ErasureState.REFUSED, ErasureState.WITHDRAWN)
    )
    if running.exists():
        raise CanNotMerge(_("Voor een van de twee loopt een verzoek om te wissen. Handel dat eerst af."))


def in_words(client: Client, names: tuple[str, ...]) -> str:
    """Return the values of some fields as a person reads them."""
    said = []
    for name in names:
        value: Any = getattr(client, name)
        field: Any = client._meta.get_field(name.removesuffix("_id"))
        if field.choices:
            value = getattr(client, f"get_{name}_display")()
        elif name == "municipality_id":
            value = client.municipality
        elif isinstance(value, bool):
            value = field.verbose_name if value else ""
        elif value is not None and name == "birth_date":
            value = f"{value.day}-{value.month}-{value.year}"
        if value:
            said.append(str(value))
    return (" " if names[0] == "first_name" else ", ").join(said)


def running_assignments(kept: Client, gone: Client) -> list[CaseAssignment]:
    """Return who guides one of the two now as the primary coach."""
    running = CaseAssignment.objects.filter(
        case__client__in=(kept, gone), until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY
    )
    return list(running.select_related("coach", "organisation", "case").order_by("pk"))


def questions(kept: Client, gone: Client, running: list[CaseAssignment]) -> list[AccessQuestion]:
    """Return who would see more than before by the merge: everybody without at least the same on the other side.

    A consent is not asked about: it was given by the person about herself, and a withdrawal on either side wins.
    With two coaches the grants of both are left out, because the human chooses which of them goes on.
    """
    grants = list(
        AccessGrant.objects.active()
        .filter(client_id__in=(kept.pk, gone.pk))
        .select_related("organisation", "member")
        .order_by("pk")
    )
    chosen = {row.pk for row in running} if len(running) > 1 else set()
    found: dict[str, AccessQuestion] = {}
    for grant in grants:
        is_chosen = grant.source_kind == "assignment" and grant.source_id in chosen
        if is_chosen or grant.legal_basis == LegalBasis.CONSENT or _is_covered(grant, grants):
            continue
        who = f"{grant.member}, {grant.organisation}" if grant.member else str(grant.organisation)
        question = AccessQuestion(key_of(grant), who, str(grant.get_layer_display()), grant.client_id == kept.pk)
        found.setdefault(question.key, question)
    return list(found.values())


def key_of(grant: AccessGrant) -> str:
    """Return for whom and for what a grant is: one question covers all grants with the same key."""
    return f"{grant.organisation_id}-{grant.member_id or 0}-{grant.purpose}"


def _is_covered(grant: AccessGrant, grants: list[AccessGrant]) -> bool:
    """Say whether the same people see at least as much of the other person already."""
    return any(
        other.client_id != grant.client_id
        and other.organisation_id == grant.organisation_id
        and other.member_id in (None, grant.member_id)
        and other.purpose == grant.purpose
        and other.layer >= grant.layer
        for other in grants
    )


def open_consents(client: Client) -> list[Consent]:
    """Return the consents of a person that hold now."""
    return list(client.consents.filter(withdrawn_at__isnull=True).order_by("pk"))
