"""Two people become one, in one transaction, from choices a human made; and back again from the snapshot.

Rules about access, so that a merge never opens more than before without a human who decided so:

- who sees only one of the two is asked about (:func:`intake.duplicates.preview.questions`): goes along, or ends;
- a consent goes along, because the person gave it about herself; a withdrawal on either side that is newer wins;
- of two coaches the human chooses one, the access of the other ends;
- the log is never changed: who looked at the person that went is found with :func:`known_ids`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from intake.duplicates import preview
from intake.duplicates.merge_map import How, tables
from intake.duplicates.preview import FIELDS, GONE, KEPT, AlreadyMerged, CanNotMerge
from intake.duplicates.snapshot import Snapshot, dump, load, plain, put_back
from intake.models import (
    CASE_LIFECYCLE,
    AllocationProposal,
    Case,
    CaseAssignment,
    CaseState,
    Client,
    ClientMerge,
    Consent,
    FirstMeeting,
    UrgentSignal,
    WorkProfile,
)
from partners.models import AccessGrant
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, advance
from rmt_portal.outbox import queue

UNDO_WITHIN = timedelta(days=30)
Sorting = Callable[[Client, Client, Actor], list[Any]]
Restoring = Callable[[list[Any], Actor], None]
_sorters: dict[str, tuple[Sorting, Restoring]] = {}


def sort_out(name: str, before: Sorting, after_undo: Restoring) -> None:
    """Let a higher floor sort out what one person can have once, and put that back when the merge is taken back.

    ``before`` is called with who stays, who goes and who merges, before anything moved; what it returns goes into the
    snapshot as JSON and is given to ``after_undo`` once every row is with its own person again.
    """
    _sorters[name] = (before, after_undo)


@dataclass(frozen=True)
class Choices:
    """What the human chose: per field a side, per person who would see more yes or no, a coach, a work profile."""

    fields: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, bool] = field(default_factory=dict)
    coach: int | None = None
    profile: str = KEPT


class CanNotUndo(Exception):
    """The merge can not be taken back any more; the text says why."""


@transaction.atomic
def merge(first: Client, second: Client, actor: Actor, choices: Choices, *, request: Any = None) -> ClientMerge:
    """Make one person of two: who was there first stays, everything of the other goes along or into the snapshot.

    Raises:
        Refused: one of the two is not open enough to the actor.
        AlreadyMerged: a colleague was first; nothing happens a second time.
        CanNotMerge: something has to be done first, or a choice is missing.
    """
    locked = Client.objects.select_for_update(of=("self",)).filter(pk__in=(first.pk, second.pk)).order_by("pk")
    people = list(locked)
    if len(people) != 2:
        raise AlreadyMerged(_("Een collega heeft deze twee al samengevoegd. Je hoeft niets meer te doen."))
    asked = preview.of(people[0], people[1], actor)
    _require_answers(asked, choices)
    try:
        with transaction.atomic(), row_security.house("duplicates"):
            made = _merge(asked, actor, choices)
    except IntegrityError:
        raise CanNotMerge(
            _("Beide hebben iets lopen wat maar één keer kan, zoals dezelfde verwijzing. Sluit er eerst een af.")
        ) from None
    log.record(
        preview.MERGE,
        object_kind="intake.clientmerge",
        object_ids=[made.pk],
        client_ids=[made.kept_id, made.gone_id],
        fields=sorted(slug for slug, side in choices.fields.items() if side == GONE),
        reasons=[f"{key}:{'goes_along' if yes else 'ends'}" for key, yes in sorted(choices.access.items())],
        actor=actor,
        request=request,
    )
    return made


def _require_answers(asked: preview.Preview, choices: Choices) -> None:
    missing = {question.key for question in asked.access} - set(choices.access)
    if missing:
        raise CanNotMerge(_("Kies voor iedereen die straks meer zou zien wat er gebeurt."))
    if asked.coaches and choices.coach not in {row.pk for row in asked.coaches}:
        raise CanNotMerge(_("Kies welke coach verdergaat."))


def _merge(asked: preview.Preview, actor: Actor, choices: Choices) -> ClientMerge:
    kept, gone, memory = asked.kept, asked.gone, Snapshot()
    whole = dump(gone)
    _end_access(asked, choices, memory)
    _consents(kept, gone, memory)
    merged_case = _one_case(asked, actor, choices, memory)
    sorted_out = {name: before(kept, gone, actor) for name, (before, _after_undo) in _sorters.items()}
    _profiles(kept, gone, choices, memory)
    for model, name in tables(How.DROP, Client):
        column = model._meta.get_field(name).attname  # type: ignore[union-attr]
        memory.drop(model._base_manager.filter(**{column: gone.pk}))
    moving: list[tuple[Any, str]] = [*tables(How.MOVE, Client), (AccessGrant, "client_id")]
    for table, name in moving:
        memory.move(table, name, gone, kept)
    _fields(kept, gone, choices, memory)
    _delete(gone)
    made = ClientMerge.objects.create(
        kept=kept,
        gone_id=whole["values"]["id"],
        gone_public_id=whole["values"]["public_id"],
        snapshot=memory.as_json() | {"client": whole, "case": merged_case, "sorted_out": sorted_out},
        merged_by=actor.user,
        organisation_id=actor.works_for,
    )
    queue.put("match.client", f"match.client:{kept.pk}:merge:{made.pk}", {"client": kept.pk})
    queue.put("duplicates.look", f"duplicates.look:{kept.pk}:merge:{made.pk}", {"client": kept.pk})
    return made


def _end_access(asked: preview.Preview, choices: Choices, memory: Snapshot) -> None:
    """End the access of who would see more and may not, and of the coach who does not go on."""
    stops = {key for key, goes_along in choices.access.items() if not goes_along}
    leaving = {row.pk for row in asked.coaches} - {choices.coach}
    both = Q(client_id__in=(asked.kept.pk, asked.gone.pk))
    for grant in AccessGrant.objects.active().filter(both).order_by("pk"):
        is_leaving = grant.source_kind == "assignment" and grant.source_id in leaving
        if is_leaving or (preview.key_of(grant) in stops and grant.legal_basis != "consent"):
            memory.change(grant, ends_at=max(clock.now(), grant.granted_at))
    for assignment in CaseAssignment.objects.filter(pk__in=leaving):
        memory.change(assignment, until_at=clock.now())


def _consents(kept: Client, gone: Client, memory: Snapshot) -> None:
    """Let consents go along. A newer withdrawal on the other side ends one; of a double yes the older stays."""
    mine, theirs = preview.open_consents(kept), preview.open_consents(gone)
    for consent in (*mine, *theirs):
        other = gone if consent.client_id == kept.pk else kept
        withdrawn = other.consents.filter(
            organisation=consent.organisation_id,
            category=consent.category,
            purpose=consent.purpose,
            withdrawn_at__gt=consent.given_at,
        )
        if withdrawn.exists():
            _end_consent(consent, memory)
    still = {_what(c) for c in mine if c.withdrawn_at is None}
    for consent in theirs:
        if consent.withdrawn_at is None and _what(consent) in still:
            _end_consent(consent, memory)
    memory.move(Consent, "client", gone, kept)


def _what(consent: Consent) -> tuple[Any, ...]:
    return consent.organisation_id, consent.category, consent.purpose


def _end_consent(consent: Consent, memory: Snapshot) -> None:
    memory.change(consent, withdrawn_at=clock.now())
    for grant in AccessGrant.objects.active().from_source("consent", consent.pk):
        memory.change(grant, ends_at=max(clock.now(), grant.granted_at))


def _one_case(asked: preview.Preview, actor: Actor, choices: Choices, memory: Snapshot) -> list[Any] | None:
    """Make one case of two open ones: the guided one goes on, otherwise the older; the other ends as merged."""
    cases = Case.objects.select_for_update(of=("self",)).filter(client__in=(asked.kept, asked.gone))
    running = list(cases.open().filter(region=asked.kept.region_id).order_by("opened_at", "pk"))
    if len(running) < 2:
        return None
    guided = {row.case_id: row.pk for row in preview.running_assignments(asked.kept, asked.gone)}
    stays = next((c for c in running if choices.coach and guided.get(c.pk) == choices.coach), None)
    stays = stays or next((c for c in running if c.pk in guided), running[0])
    (ends,) = (case for case in running if case != stays)
    state = ends.state
    for signal in ends.urgent_signals.order_by("pk"):
        twice = UrgentSignal.objects.open().filter(case=stays, kind=signal.kind)
        if signal.called_at is None and twice.exists():
            memory.drop([signal])
    memory.move(UrgentSignal, "case", ends, stays)
    for proposal in AllocationProposal.objects.open().filter(case=ends):
        memory.change(proposal, answer=AllocationProposal.Answer.WITHDRAWN, answered_at=clock.now())
    for meeting in FirstMeeting.objects.filter(case=ends, cancelled_at__isnull=True, held_at__isnull=True):
        memory.change(meeting, cancelled_at=clock.now())
    for model, name in tables(How.MOVE, Case):
        memory.move(model, name, ends, stays)
    memory.change(
        stays,
        opened_at=min(stays.opened_at, ends.opened_at),
        contact_due_on=min(stays.contact_due_on, ends.contact_due_on),
        first_meeting_due_on=min(filter(None, (stays.first_meeting_due_on, ends.first_meeting_due_on)), default=None),
        last_contact_at=max(filter(None, (stays.last_contact_at, ends.last_contact_at)), default=None),
    )
    advance(ends, CASE_LIFECYCLE, "merge", actor, reason=stays.reference)
    return [ends.pk, state]


def _profiles(kept: Client, gone: Client, choices: Choices, memory: Snapshot) -> None:
    """Keep the chosen work profile when both have one; with one it goes along."""
    both = {profile.client_id: profile for profile in WorkProfile.objects.filter(client__in=(kept, gone))}
    if kept.pk in both and gone.pk in both:
        memory.drop([both[kept.pk if choices.profile == GONE else gone.pk]])
    memory.move(WorkProfile, "client", gone, kept)


def _fields(kept: Client, gone: Client, choices: Choices, memory: Snapshot) -> None:
    values: dict[str, Any] = {"created_at": min(kept.created_at, gone.created_at)}
    for slug, (_title, names) in FIELDS.items():
        if choices.fields.get(slug) == GONE:
            values |= {name: getattr(gone, name) for name in names}
    memory.change(kept, **values)
    before = kept.sort_name
    kept.save(update_fields=["first_name", "last_name"])
    memory.changed.append([kept._meta.label, kept.pk, {"sort_name": before}, {"sort_name": kept.sort_name}])


def _delete(gone: Client) -> None:
    """Take out the row of the person that went, once nothing points to it any more.

    Raises:
        RuntimeError: a table was not mapped; nothing was changed.
    """
    for relation in gone._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: gone.pk})  # type: ignore[union-attr]
        if rows.exists():
            raise RuntimeError(f"{relation.related_model} still points to the person that goes")
    gone.delete()


def can_undo(merged: ClientMerge) -> bool:
    """Say whether a merge can still be taken back."""
    return merged.undone_at is None and bool(merged.snapshot) and clock.now() - merged.merged_at <= UNDO_WITHIN


@transaction.atomic
def undo(merged: ClientMerge, actor: Actor, *, request: Any = None) -> Client:
    """Make two people of one again: the same rows as before. What was added since stays with the person who stayed.

    Raises:
        Refused: the person is not open enough to the actor.
        CanNotUndo: the term has passed, it was undone before, or the other case can not go on beside the first.
    """
    preview.judging.require(merged.kept, actor, preview.MERGE)
    merged = ClientMerge.objects.select_for_update(of=("self",)).select_related("kept").get(pk=merged.pk)
    if not can_undo(merged):
        raise CanNotUndo(_("Dit kan niet meer worden teruggedraaid."))
    later = ClientMerge.objects.filter(kept=merged.kept, undone_at__isnull=True, pk__gt=merged.pk)
    if later.exists():
        raise CanNotUndo(_("Draai eerst het nieuwere samenvoegen van deze persoon terug."))
    with row_security.house("duplicates"):
        gone = _take_apart(merged, actor)
    log.record(
        "duplicates.undo",
        object_kind="intake.clientmerge",
        object_ids=[merged.pk],
        client_ids=[merged.kept_id, merged.gone_id],
        actor=actor,
        request=request,
    )
    queue.put("match.client", f"match.client:{gone.pk}:unmerge:{merged.pk}", {"client": gone.pk})
    queue.put("match.client", f"match.client:{merged.kept_id}:unmerge:{merged.pk}", {"client": merged.kept_id})
    return gone


def _take_apart(merged: ClientMerge, actor: Actor) -> Client:
    memory = merged.snapshot
    put_back([memory["client"]])
    for label, column, old, new, ids in reversed(memory["moved"]):
        model = _model(label)
        model._base_manager.filter(**{"pk__in": ids, column: new}).update(**{column: old})
    for label, pk, before, after in reversed(memory["changed"]):
        _change_back(label, pk, before, after)
    put_back(reversed(memory["dropped"]))
    if memory["case"] is not None:
        pk, state = memory["case"]
        case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
        if case.state == CaseState.MERGED:
            advance(case, CASE_LIFECYCLE, f"unmerge_to_{state}", actor)
    for name, remembered in memory.get("sorted_out", {}).items():
        _sorters[name][1](remembered, actor)
    ClientMerge.objects.filter(pk=merged.pk).update(undone_at=clock.now(), undone_by=actor.user, snapshot={})
    return Client.objects.get(pk=merged.gone_id)


def _change_back(label: str, pk: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Give a row its earlier values, except where somebody changed it after the merge."""
    model = _model(label)
    row = model._base_manager.filter(pk=pk).first()
    if row is None:
        return
    old = load({"model": label, "values": before})
    values = {
        name: getattr(old, name)
        for name, value in after.items()
        if plain(getattr(row, name)) == value and value != before[name]
    }
    if values:
        model._base_manager.filter(pk=pk).update(**values)


def _model(label: str) -> Any:
    return apps.get_model(label)


def known_ids(client_id: int) -> list[int]:
    """Return the numbers under which a person is or was known: her own, and those that were merged into it."""
    found = ClientMerge.objects.filter(kept=client_id, undone_at__isnull=True)
    return [client_id, *found.order_by("pk").values_list("gone_id", flat=True)]


def forget_snapshots() -> int:
    """Empty the snapshots that can not be used any more; nightly. Returns how many."""
    old = ClientMerge.objects.filter(merged_at__lt=clock.now() - UNDO_WITHIN).exclude(snapshot={})
    return old.update(snapshot={})


def merges_of(ids: Iterable[int]) -> list[ClientMerge]:
    """Return the newest merges into these people that can still be taken back."""
    running = ClientMerge.objects.filter(kept__in=list(ids), undone_at__isnull=True).exclude(snapshot={})
    recent = running.filter(merged_at__gte=clock.now() - UNDO_WITHIN)
    return list(recent.select_related("kept", "merged_by").order_by("-merged_at", "-pk")[:50])
