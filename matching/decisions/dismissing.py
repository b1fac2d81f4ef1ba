"""Laying an opportunity aside: every reason has an effect, which is said, holds at once and can be undone."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import profile_parts, profile_telling
from intake.models import WorkProfile
from intake.profile_parts import BY_SLUG
from matching import facts, travel
from matching.decisions import deciding
from matching.decisions.life import DismissReason
from matching.models import MatchDecision, Vacancy, VacancyFlag
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor

WORK_AWAY = timedelta(weeks=12)
"""How long a kind of work stays out of the list after "dit soort werk past niet"."""
PROFILE_AWAY = timedelta(weeks=4)
"""How long an opportunity waits for the profile to be put right."""
LONGEST_LATER = timedelta(weeks=26)
TRAVEL_STEPS = (15, 30, 45, 60, 90)
"""The minutes a person can choose from (``intake.work_questions.TRAVEL_MINUTES``)."""

EFFECTS: dict[str, Any] = {
    DismissReason.TOO_FAR.value: gettext_lazy("Deze vacature komt niet terug. Je kunt de reistijd korter maken."),
    DismissReason.NOT_THIS_WORK.value: gettext_lazy("Dit soort werk staat 12 weken niet in de lijst."),
    DismissReason.PROFILE_WRONG.value: gettext_lazy("Je gaat naar het werkprofiel. De kans wacht 4 weken."),
    DismissReason.NOT_NOW.value: gettext_lazy("De kans komt terug op de dag die je kiest."),
    DismissReason.ALREADY_APPLIED.value: gettext_lazy("Deze vacature komt niet terug."),
    DismissReason.EMPLOYER_REFUSED.value: gettext_lazy(
        "Dit soort werk bij deze werkgever staat 12 weken niet in de lijst."
    ),
    DismissReason.VACANCY_WRONG.value: gettext_lazy(
        "Iedereen ziet dat de vacature misschien niet klopt, tot een collega het nakijkt."
    ),
}
"""What each reason does, said before it is chosen."""


@dataclass(frozen=True)
class Choice:
    """A reason, with what some of the reasons need: shorter travel, a day to come back, what is wrong."""

    reason: str
    minutes: int | None = None
    until: date | None = None
    what: str = ""


@transaction.atomic
def dismiss(
    client: Any, vacancy: Vacancy, choice: Choice, actor: Actor, *, version: int = 0, request: Any = None
) -> MatchDecision:
    """Lay an opportunity aside with a reason, and let the reason have its effect.

    Raises:
        Refused: the choice misses what the reason needs; or the actor may not do this.
        Conflict: a colleague decided first.
    """
    fields = _effect(vacancy, choice)
    if choice.reason == DismissReason.VACANCY_WRONG:
        fields["flag"] = VacancyFlag.objects.create(
            vacancy=vacancy, region_id=vacancy.region_id, what=choice.what.strip()[:200], reported_by=actor.user
        )
    if choice.reason == DismissReason.TOO_FAR and choice.minutes is not None:
        fields |= _travel_less(client.pk, choice.minutes, actor, request)
    cleared = {"hidden_until": None, "work": None, "employer": "", "work_hidden_until": None, "flag": None}
    return deciding.decide(
        client,
        vacancy,
        "dismiss",
        actor,
        version=version,
        reason=choice.reason,
        request=request,
        **(cleared | {"max_minutes_before": None, "max_minutes_set": None, "dismiss_reason": choice.reason} | fields),
    )


@transaction.atomic
def restore(decision: MatchDecision, actor: Actor, *, version: int | None = None, request: Any = None) -> MatchDecision:
    """Put a dismissed opportunity back in the list and take its effect away.

    A travel time that somebody changed again since stays as it is.

    Raises as :func:`matching.decisions.deciding.step`.
    """
    before, set_to, flag = decision.max_minutes_before, decision.max_minutes_set, decision.flag
    done = deciding.step(
        decision,
        "restore",
        actor,
        version=version,
        request=request,
        hidden_until=None,
        work=None,
        employer="",
        work_hidden_until=None,
        max_minutes_before=None,
        max_minutes_set=None,
        flag=None,
    )
    profile = WorkProfile.objects.filter(client_id=done.client_id).first()
    if set_to is not None and profile is not None and profile.max_minutes == set_to:
        _set_minutes(profile, before, actor, request)
    if flag is not None and flag.resolved_at is None:
        resolve(flag, actor)
    return done


def resolve(flag: VacancyFlag, actor: Actor) -> bool:
    """Say that a vacancy that was called wrong has been looked at; False when a colleague did already."""
    open_flag = VacancyFlag.objects.filter(pk=flag.pk, resolved_at__isnull=True)
    return bool(open_flag.update(resolved_at=clock.now(), resolved_by=actor.user))


def shorter_travel(profile: WorkProfile, vacancy: Vacancy) -> list[int]:
    """Return the travel times, in minutes, that would have kept this vacancy out, the longest first."""
    known = facts.person_of(profile)
    if known.point is None or vacancy.latitude is None or vacancy.longitude is None:
        return []
    km = travel.distance_km(*known.point, vacancy.latitude, vacancy.longitude)
    now = profile.max_minutes or max(TRAVEL_STEPS) + 1
    steps = [m for m in TRAVEL_STEPS if m < now and (travel.reach_km(profile.transport, None, m) or 0) < km]
    return sorted(steps, reverse=True)


def effect_in_words(decision: MatchDecision) -> str:
    """Say what a dismissal does now, for the coach who may want to undo it."""
    said = []
    if decision.work_hidden_until and decision.work:
        names = {"work": decision.work, "day": _day(decision.work_hidden_until), "employer": decision.employer}
        said.append(
            _("Werk als %(work)s bij %(employer)s staat tot %(day)s niet in de lijst.") % names
            if decision.employer
            else _("Werk als %(work)s staat tot %(day)s niet in de lijst.") % names
        )
    if decision.hidden_until:
        said.append(_("Komt terug op %(day)s.") % {"day": _day(decision.hidden_until)})
    if decision.max_minutes_set:
        said.append(_("De reistijd is nu hoogstens %(minutes)d minuten.") % {"minutes": decision.max_minutes_set})
    if decision.flag is not None:
        said.append(
            _("De vacature is nagekeken.") if decision.flag.resolved_at else _("Een collega kijkt de vacature na.")
        )
    return " ".join(said) or _("Deze vacature komt niet terug in de lijst.")


def _effect(vacancy: Vacancy, choice: Choice) -> dict[str, Any]:
    """Return the fields that make a reason work."""
    today = clock.today()
    work = vacancy.occupation.isco if vacancy.occupation else None
    if choice.reason not in DismissReason.values:
        raise Refused(_("Kies waarom je deze kans weglegt."))
    if choice.reason == DismissReason.VACANCY_WRONG and not choice.what.strip():
        raise Refused(_("Schrijf in een paar woorden wat er niet klopt."))
    if choice.reason == DismissReason.NOT_NOW:
        if choice.until is None or not today < choice.until <= today + LONGEST_LATER:
            raise Refused(_("Kies een dag na vandaag en binnen een half jaar."))
        return {"hidden_until": choice.until}
    if choice.reason == DismissReason.PROFILE_WRONG:
        return {"hidden_until": today + PROFILE_AWAY}
    if choice.reason == DismissReason.NOT_THIS_WORK and work:
        return {"work": work, "work_hidden_until": today + WORK_AWAY}
    if choice.reason == DismissReason.EMPLOYER_REFUSED and work and vacancy.employer_name:
        return {"work": work, "employer": vacancy.employer_name, "work_hidden_until": today + WORK_AWAY}
    return {}


def _travel_less(client_id: int, minutes: int, actor: Actor, request: Any) -> dict[str, Any]:
    profile = WorkProfile.objects.get(client_id=client_id)
    if minutes not in TRAVEL_STEPS:
        raise Refused(_("Kies een reistijd uit de lijst."))
    before = profile.max_minutes
    _set_minutes(profile, minutes, actor, request)
    return {"max_minutes_before": before, "max_minutes_set": minutes}


def _set_minutes(profile: WorkProfile, minutes: int | None, actor: Actor, request: Any) -> None:
    """Change the travel time by the one road on which a work profile changes."""
    part = BY_SLUG["uren"]
    values = part.read(profile, None) | {"max_minutes": str(minutes) if minutes else ""}
    mark = profile_parts.mark(part, profile)
    profile_telling.tell(profile.client_id, part, values, mark=mark, actor=actor, request=request)


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y" if day.year != clock.today().year else "j F")
