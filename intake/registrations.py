"""Turn a draft into a registration: the person, the case, the work profile, what may be shared, the work to do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from intake import (
    cohorts,
    confirmations,
    consents,
    promises,
    questions,
    receivers,
    sharing_questions,
    steps,
    urgency,
    working_profile,
)
from intake.assisting import ASSIST
from intake.drafts import Answers
from intake.models import (
    CASE_LIFECYCLE,
    AlsoTrue,
    Case,
    Client,
    ContactTask,
    DataCategory,
    ProfileLink,
    PromiseKind,
    Registration,
    RegistrationDraft,
    TalkLanguage,
)
from intake.questions import Context
from intake.reference_numbers import next_number
from partners import access
from partners.models import Layer, LegalBasis
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, begin
from rmt_portal.outbox import queue
from rmt_portal.reference.models import RegionBrand

PURPOSE = "help_to_work"


class Incomplete(Exception):
    """Some questions still need an answer; ``steps`` are their slugs, in order."""

    def __init__(self, slugs: list[str]) -> None:
        super().__init__(", ".join(slugs))
        self.steps = slugs


class DraftIsGone(Exception):
    """The draft was wiped or died, and no registration was made of it."""


@dataclass(frozen=True)
class Submission:
    """The registration, and whether this very call made it."""

    registration: Registration
    is_new: bool


def of_case(case: Case) -> list[Registration]:
    """Return the registrations of a case, newest first, with who did them; asked once, however many parts need them."""
    detailed = Registration.objects.select_related("entry_organisation", "recorded_by", "confirmation__asked_by")
    prefetch_related_objects([case], Prefetch("registrations", detailed))
    return list(case.registrations.all())


def find(key: str) -> Registration | None:
    """Return the registration that was made of the draft with this key."""
    with row_security.house("registration"):
        found = Registration.objects.filter(draft_key=key)
        return found.select_related(
            "case__region__brand", "client__municipality", "client__work_profile", "entry_organisation", "confirmation"
        ).first()


@transaction.atomic
def submit(key: str, actor: Actor | None = None, request: Any = None) -> Submission:
    """Register the person of the draft with this key; everything happens in one transaction, or nothing.

    A second send of the same draft (double tap, retry, back button, another tab) waits for the first and gets its
    registration. Nothing here talks to the broker or to a mail server: that work stands in the outbox afterwards.

    Raises:
        Incomplete: a question that applies has no good answer.
        DraftIsGone: there is no living draft with this key, and no registration either.
    """
    draft = RegistrationDraft.objects.select_for_update(of=("self",)).filter(key=key).first()
    if draft is None or draft.expires_at <= clock.now():
        earlier = find(key)
        if earlier is None:
            raise DraftIsGone
        return Submission(earlier, is_new=False)
    actor = actor or _writer(draft, request)
    client_id = Client.reserve_id()
    with row_security.registering(client_id):
        return _turn(draft, client_id, actor, request)


def _writer(draft: RegistrationDraft, request: Any) -> Actor:
    """Return who fills in: the person, or the member of staff who does it for them and still may.

    Raises:
        Refused: this member of staff may not register others any more.
    """
    trace_id = getattr(request, "request_id", "")
    if draft.recorded_by is None:
        return Actor(trace_id=trace_id)
    access.insist(access.may(draft.recorded_by, ASSIST))
    return Actor(draft.recorded_by, draft.entry_organisation_id, trace_id)


def _turn(draft: RegistrationDraft, client_id: int, actor: Actor, request: Any) -> Submission:
    registration = _register(draft, client_id, actor)
    client = registration.client
    log.record(
        "registration.submit",
        object_kind="registration",
        object_ids=[registration.pk],
        client_ids=[client.pk],
        fields=sorted(draft.answers),
        request=request,
        actor=actor,
        purpose=PURPOSE,
    )
    if draft.recorded_by is not None:
        with row_security.client(client_id):  # the person who says yes, perhaps at once
            confirmations.ask(registration, draft.answers, actor)
    elif client.email:
        ProfileLink.objects.create(client=client)  # goes along with the receipt
        queue.put("mail.receipt", f"mail.receipt:{registration.pk}", {"registration": registration.pk})
    queue.put("match.client", f"match.client:{client.pk}:1", {"client": client.pk})
    draft.delete()
    return Submission(registration, is_new=True)


def _register(draft: RegistrationDraft, client_id: int, actor: Actor) -> Registration:
    brand = draft.region.brand if draft.region else None
    if brand is None:
        raise Incomplete(["postcode"])
    context = Context(brand, draft.answers)
    missing = steps.missing(context)
    if missing:
        raise Incomplete([step.slug for step in missing])
    answers = draft.answers
    client = _client(client_id, brand, answers)
    profile = working_profile.create(client, answers)
    case = _case(client, brand, actor, _call_before(brand, answers))
    registration = Registration.objects.create(
        client=client,
        case=case,
        municipality=client.municipality,
        draft_key=draft.key,
        channel=draft.channel,
        entry_organisation=draft.entry_organisation,
        recorded_by=draft.recorded_by,
        cohort=cohorts.of_answers(answers),
        situation=answers["situatie"]["situation"],
        also_true=answers["extra"]["also_true"],
        wants_money_help=steps.wants_money_help(answers),
    )
    for organisation in receivers.always(brand.region):
        access.grant(
            client_id=client.pk,
            organisation=organisation,
            region_id=client.region_id,
            layer=Layer.WORK,
            legal_basis=LegalBasis.PUBLIC_TASK,
            source_kind="registration",
            source_id=registration.pk,
            actor=actor,
        )
    if draft.recorded_by is None:  # what staff ticks waits until the person agrees
        _consents(client, context, actor)
    cohorts.keep_last_day(case, answers)
    urgency.from_registration(registration)
    queue.put("duplicates.look", f"duplicates.look:{client.pk}:1", {"client": client.pk})
    client.work_profile = profile
    return registration


def _client(client_id: int, brand: RegionBrand, answers: Answers) -> Client:
    name, reach, birth = answers["naam"], answers["bereiken"], answers["geboortedatum"]["birth_date"]
    return Client.objects.create(
        pk=client_id,
        region=brand.region,
        first_name=name["first_name"],
        last_name=name["last_name"],
        email=reach["email"],
        phone=reach["phone"],
        contact_way=reach["contact_way"],
        contact_moment=reach["contact_moment"],
        talk_language=reach.get("talk_language") or TalkLanguage.DUTCH,
        wants_interpreter=reach.get("wants_interpreter", False),
        birth_date=date.fromisoformat(birth) if birth else None,
        postcode=answers["postcode"]["postcode"],
        has_no_address=answers["postcode"]["no_address"],
        municipality=questions.municipality_of(answers),
    )


def _call_before(brand: RegionBrand, answers: Answers) -> date:
    """Return by when the person is called: who told of the Banenafspraak the same day, as the door rule says."""
    if AlsoTrue.JOB_AGREEMENT in answers["extra"]["also_true"]:
        return urgency.call_on(clock.now())
    return promises.due(brand.region_id, PromiseKind.CONTACT, clock.today())


def _case(client: Client, brand: RegionBrand, actor: Actor, call_before: date) -> Case:
    today = clock.today()
    case = Case(
        client=client,
        region=brand.region,
        reference=next_number(brand.reference_prefix, today.year),
        contact_due_on=call_before,
        first_meeting_due_on=promises.due(brand.region_id, PromiseKind.FIRST_MEETING, today),
    )
    begin(case, CASE_LIFECYCLE, "submit", actor)
    ContactTask.objects.create(case=case, title=FIRST_CALL, due_on=case.contact_due_on)
    return case


FIRST_CALL = "Eerste gesprek na de aanmelding"


def _consents(client: Client, context: Context, actor: Actor) -> None:
    chosen = sharing_questions.choices_in(context.answers["delen"])
    offered = receivers.choosable(context.brand.region, client.municipality)
    for organisation in offered:
        if organisation.pk in chosen:
            consents.give(
                client,
                organisation,
                [DataCategory(category) for category in chosen[organisation.pk]],
                text_version=receivers.CONSENT_TEXT,
                how="web",
                actor=actor,
            )
