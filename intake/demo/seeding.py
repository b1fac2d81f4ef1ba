"""Register the fictional people, and let the demo coaches do what coaches do."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction

from intake import coaching, contacts, occupations, receivers, registrations, sharing_questions
from intake.demo import outcomes
from intake.demo.people import Cast, luck_of
from intake.models import CASE_LIFECYCLE, Case, ContactMoment, DataCategory, Registration, RegistrationDraft
from partners.models import Membership, Role, User
from partners.reach import forget
from rmt_portal import clock, working_days
from rmt_portal.lifecycle import Actor, advance
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import Postcode, RegionBrand

LONGEST_AGO_DAYS = 150
NOT_CALLED_YET_DAYS = 3
WAITS_FOR_COACH_DAYS = 9
"""Only who came in lately still waits for a call, or for a coach."""
FORGOTTEN = 0.02
"""How likely a coach forgets somebody after a talk: enough to show what the signals are for."""
NEXT_ACTIONS = ("Bellen over het plan", "Sollicitatie oefenen", "Opleiding bespreken", "Gesprek plannen", "Cv nakijken")
NOTES = (
    "Wil graag weer met mensen werken. Zoekt iets in de buurt.",
    "Staat open voor een korte opleiding. Heeft een rijbewijs.",
    "Vindt het spannend om te solliciteren. We oefenen samen.",
    "Werkt nog tot het einde van de maand. Wil daarna iets in de zorg bekijken.",
)
LIFE = ("start_intake", "diagnose", "agree_plan", "start_service", "mediate", "place")


@dataclass
class Seeded:
    """How many people were made, and how many stood there already."""

    made: int = 0
    known: int = 0


def seed(brand: RegionBrand, count: int, number: int) -> Seeded:
    """Register ``count`` fictional people in a region, most of them guided for a while.

    ``number`` is the seed of the draw: the same seed gives the same people, and a second call makes nobody twice.
    """
    seeded = Seeded()
    codes = Postcode.objects.filter(region=brand.region, is_address=True).order_by("code")
    cast = Cast(number, clock.today().year, list(codes.values_list("code", flat=True)) or ["7001"])
    coaches = _coaches(brand)
    for index in range(1, count + 1):
        key = hashlib.sha256(f"demo:{brand.slug}:{number}:{index}".encode()).hexdigest()
        answers = cast.answers(index, cast.work(), cast.age())
        fate = luck_of(number, index)
        if Registration.objects.filter(draft_key=key).exists():
            seeded.known += 1
            continue
        with transaction.atomic():
            _register(brand, key, answers, fate, coaches)
        seeded.made += 1
    return seeded


def _register(brand: RegionBrand, key: str, answers: dict[str, Any], fate: random.Random, coaches: list[Actor]) -> None:
    opened = _last_at_work(clock.now() - timedelta(days=LONGEST_AGO_DAYS * fate.random() ** 2, hours=1))
    place = Postcode.objects.filter(code=answers["postcode"]["postcode"][:4]).select_related("municipality").first()
    answers["postcode"]["municipality"] = place.municipality.code if place else ""
    _recognise_work(answers)
    if fate.random() < 0.4:
        offered = receivers.choosable(brand.region, place.municipality if place else None)
        chosen = {o.pk: [DataCategory.CONTACT, DataCategory.WORK_PROFILE] for o in offered if fate.random() < 0.4}
        answers["delen"] = sharing_questions.as_answers(chosen)
    with clock.pretend(opened):
        RegistrationDraft.objects.create(
            key=key, region=brand.region, answers=answers, expires_at=opened + timedelta(days=1)
        )
        registration = registrations.submit(key).registration
    OutboxItem.objects.filter(key=f"mail.receipt:{registration.pk}").delete()  # nobody is there to be mailed
    if coaches:
        _guide(registration.case, opened, fate, coaches)


def _recognise_work(answers: dict[str, Any]) -> None:
    work = answers["beroep"]
    exact, options = _recognise(work["occupation"]) if work["occupation"] else (None, [])
    work |= {"exact": exact, "options": options}
    if options and not exact:
        answers["beroep-kiezen"] = {"closest": str(options[0][0])}


@lru_cache(maxsize=64)
def _recognise(words: str) -> tuple[int | None, list[tuple[int, str]]]:
    return occupations.recognise(words)


def _guide(case: Case, opened: datetime, fate: random.Random, coaches: list[Actor]) -> None:
    """Let time pass: the first call, a coach, the talks, and as far in the life of a case as its age allows."""
    age_days = (clock.now() - opened).days
    if age_days < NOT_CALLED_YET_DAYS * fate.random():
        return
    coach = fate.choices(coaches, weights=[3, *[1] * (len(coaches) - 1)])[0]
    moment = _moment_at_work(opened + timedelta(days=1 + fate.random()))
    if moment > clock.now():
        return
    with _as_of(moment, coach):
        if age_days > WAITS_FOR_COACH_DAYS or fate.random() < 0.5:
            coaching.take_over(case, coach)
            case.refresh_from_db()
        _talk(case, coach, fate)
    for event in LIFE[: round(min(len(LIFE) + 1, age_days / 9) * fate.triangular(0.3, 1, 1))]:
        moment = _moment_at_work(moment + timedelta(days=4 + 12 * fate.random()))
        if moment > clock.now():
            return
        with _as_of(moment, coach):
            case.refresh_from_db()
            if not CASE_LIFECYCLE.allows(event, case.state):
                break
            if event == "place":
                outcomes.place(case, coach)
            else:
                advance(case, CASE_LIFECYCLE, event, coach)
            _talk(case, coach, fate)
    while fate.random() > FORGOTTEN:
        moment = _moment_at_work(moment + timedelta(days=8 + 12 * fate.random()))
        if moment > clock.now():
            return
        with _as_of(moment, coach):
            _talk(case, coach, fate)
            outcomes.ask_after(case, coach)
            case.refresh_from_db()
            if outcomes.end(case, coach):
                return


def _talk(case: Case, coach: Actor, fate: random.Random) -> None:
    case.refresh_from_db()
    due = working_days.add(clock.today(), fate.randint(6, 25))
    contacts.record(
        case,
        coach,
        way=fate.choice([ContactMoment.Way.PHONE, ContactMoment.Way.DESK]),
        reached=True,
        note=fate.choice(NOTES),
        version=case.version,
        next_action=fate.choice(NEXT_ACTIONS),
        next_action_on=due,
    )


def _coaches(brand: RegionBrand) -> list[Actor]:
    """Return the coaches of the region, Fatima first; in the demo they worked here before its first case came in."""
    held = Membership.objects.active().filter(
        region=brand.region, role=Role.COACH, organisation__handles_registrations=True
    )
    started = clock.today() - timedelta(days=LONGEST_AGO_DAYS + 30)
    Membership.objects.filter(pk__in=held.values("pk"), active_from__gt=started).update(active_from=started)
    members = held.select_related("user").order_by("user__email")
    actors = [Actor(member.user, member.organisation_id) for member in members]
    return sorted(actors, key=lambda actor: not actor.user.email.startswith("fatima"))


@contextmanager
def _as_of(moment: datetime, coach: Actor) -> Iterator[None]:
    user: User = coach.user
    forget(user)
    with clock.pretend(moment):
        yield
    forget(user)


def _moment_at_work(moment: datetime) -> datetime:
    """Return a moment on the first working day from this one, in office hours."""
    day = working_days.add(moment.date(), 0)
    return moment.replace(year=day.year, month=day.month, day=day.day, hour=8 + moment.hour % 8)


def _last_at_work(moment: datetime) -> datetime:
    """Return a moment in office hours of the last working day up to this moment: nobody registers in the future."""
    found = moment.replace(hour=8 + moment.hour % 8)
    while found > moment or not working_days.is_working_day(found.date()):
        found -= timedelta(days=1)
    return found
