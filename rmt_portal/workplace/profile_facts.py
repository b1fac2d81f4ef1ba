"""What a person told when registering, as groups of questions with answers, no more than a layer opens."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import registrations, shared
from intake.models import (
    AlsoTrue,
    Case,
    Client,
    DataCategory,
    Demand,
    Registration,
    ShiftKind,
    Transport,
    Wish,
    WorkAbility,
    WorkProfile,
)
from partners.models import Layer
from rmt_portal import clock
from rmt_portal.workplace import words

MAX_SKILLS = 40

Fact = tuple[str | Promise, list[str]]


@dataclass(frozen=True)
class Group:
    """A heading with facts below it; a fact without values reads "niet ingevuld"."""

    title: str | Promise
    facts: list[Fact]


def groups(case: Case, layer: int, shown: Collection[str], shows_contact: bool) -> list[Group]:
    """Return what of the intake is open: by the layer, and by category (``intake.shared``).

    The postcode comes only with the other contact data.
    """
    registration = next(iter(registrations.of_case(case)), None)
    found = [_arrival(case, registration, layer, shown)] if registration else []
    if DataCategory.CONTACT in shown:
        found.append(_person(case, shows_contact))
    if DataCategory.PLAN in shown and layer < Layer.TRIAGE:
        found.append(_plan(case))
    if not {DataCategory.WORK_PROFILE, DataCategory.LIMITATIONS} & set(shown):
        return [group for group in found if group.facts]
    profile = profile_of(case)
    if profile and DataCategory.WORK_PROFILE in shown:
        found += [_work(profile), _wishes(profile)]
    if profile and DataCategory.LIMITATIONS in shown:
        found.append(_abilities(profile))
    return [group for group in found if group.facts]


def profile_of(case: Case) -> WorkProfile | None:
    """Return the work profile of a case's client with all that is shown of it; asked once, however many need it."""
    prefetch_related_objects([case.client], Prefetch("work_profile", WorkProfile.objects.in_full()))
    return getattr(case.client, "work_profile", None)


def hidden(case: Case, layer: int) -> str:
    """Say what is kept from who looks, and how to go on; an empty string when nothing is."""
    if layer < Layer.TRIAGE:
        what = shared.in_words(shared.by_consent(case))
        return _("De kandidaat deelt met jouw organisatie: %(what)s. Al het andere blijft dicht.") % {"what": what}
    if layer < Layer.WORK:
        return _(
            "Je ziet genoeg om te beslissen. Naam, contact en werkprofiel gaan open als je de kandidaat begeleidt."
        )
    if layer < Layer.SENSITIVE:
        return _(
            "Gevoelige antwoorden (uitkering, Banenafspraak, geldzorgen, aangepast werk) "
            "ziet alleen de coach van deze kandidaat."
        )
    return ""


def _arrival(case: Case, registration: Registration, layer: int, shown: Collection[str]) -> Group:
    situation: Fact = (_("Situatie"), [str(registration.get_situation_display())])
    facts: list[Fact] = [
        (_("Aangemeld"), [words.long_day(registration.submitted_at)]),
        (_("Kwam binnen via"), [str(registration.entry_organisation or registration.get_channel_display())]),
        situation,
        (_("Bellen beloofd voor"), [words.long_day(case.contact_due_on)]),
    ]
    if layer < Layer.TRIAGE:
        facts = [situation] if DataCategory.WORK_PROFILE in shown else []
    if layer >= Layer.SENSITIVE:
        also = [str(AlsoTrue(value).label) for value in registration.also_true]
        facts.append((_("Wat geldt nog meer"), also))
    if DataCategory.MONEY_FLAG in shown:
        facts.append(
            (
                _("Hulp bij geldzorgen"),
                [_("Ja, wil daar hulp bij") if registration.wants_money_help else _("Niet gevraagd")],
            )
        )
    return Group(gettext_lazy("Aanmelding"), facts)


def _plan(case: Case) -> Group:
    """What stands of a plan now: the phase and what is done next."""
    until = [words.long_day(case.next_action_on)] if case.next_action_on else []
    return Group(
        gettext_lazy("Plan"),
        [
            (_("Fase"), [str(case.get_state_display())]),
            (_("Volgende actie"), _filled([case.next_action]) and [", ".join([case.next_action, *until])]),
        ],
    )


def _person(case: Case, shows_contact: bool) -> Group:
    client = case.client
    born = client.birth_date
    return Group(
        gettext_lazy("Wie is het"),
        [
            (_("Geboren"), [f"{date_format(born, 'j F Y')} ({_years(born)} {_('jaar')})"] if born else []),
            (_("Praat het liefst"), [str(client.get_talk_language_display())]),
            (_("Wil een tolk"), [_("ja")] if client.wants_interpreter else [_("nee")]),
            (_("Postcode"), _postcode(client) if shows_contact else [_("vraag de contactgegevens op")]),
            (_("Gemeente"), _filled([str(client.municipality or "")])),
        ],
    )


def _postcode(client: Client) -> list[str]:
    return [_("geen vast adres")] if client.has_no_address else _filled([client.postcode])


def _work(profile: WorkProfile) -> Group:
    skills = [row for row in profile.skills.all() if row.is_confirmed is not False][:MAX_SKILLS]
    return Group(
        gettext_lazy("Wat iemand deed en kan"),
        [
            (_("Werk"), [_job(job) for job in profile.experiences.all()]),
            (_("Laatste sector"), _filled([str(profile.last_sector or "")])),
            (
                _("Opleiding"),
                _filled([str(profile.get_education_display() or ""), str(profile.get_education_direction_display())]),
            ),
            (_("Kan (zelf gezegd)"), [*(str(row.skill) for row in skills if row.is_confirmed), *profile.own_skills]),
            (_("Hoort bij het werk (niet gevraagd)"), [str(row.skill) for row in skills if row.is_confirmed is None]),
            (_("Talen"), _languages(profile)),
            (_("Rijbewijzen en bewijzen"), [str(requirement) for requirement in profile.has.all()]),
        ],
    )


def _wishes(profile: WorkProfile) -> Group:
    return Group(
        gettext_lazy("Wat iemand zoekt"),
        [
            (_("Zoekt"), [str(Wish(value).label) for value in profile.wishes]),
            (_("Wil graag"), [wish.own_words for wish in profile.wanted.all()]),
            (_("Wil liever niet"), _filled([profile.not_wanted])),
            (_("Werkt niet"), [str(ShiftKind(value).label) for value in profile.shifts_refused]),
            (_("Uren per week"), _range(profile.hours_min, profile.hours_max)),
            (_("Reist met"), [str(Transport(value).label) for value in profile.transport]),
            (_("Hoogstens reizen"), _travel(profile)),
            (_("Laatste uurloon"), [f"€ {localize(profile.last_hourly_wage)}"] if profile.last_hourly_wage else []),
        ],
    )


def _languages(profile: WorkProfile) -> list[str]:
    known = [f"{row.get_language_display()}: {row.get_level_display().lower()}" for row in profile.languages.all()]
    return known + _filled([profile.other_languages])


def _abilities(profile: WorkProfile) -> Group:
    found: WorkAbility | None = getattr(profile, "ability", None)
    adapted = [str(Demand(value).label) for value in found.adapted] if found else []
    helps = [found.what_helps] if found else []
    return Group(
        gettext_lazy("Wat iemand kan als het werk wordt aangepast"),
        [(_("Kan met aanpassing"), adapted), (_("Wat helpt"), _filled(helps))],
    )


def _job(job: Any) -> str:
    title = str(job.occupation or job.own_words)
    return f"{title} ({job.years} {_('jaar')})" if job.years else title


def _travel(profile: WorkProfile) -> list[str]:
    km = [f"{profile.max_km} km"] if profile.max_km else []
    return km + ([_("%(minutes)d minuten") % {"minutes": profile.max_minutes}] if profile.max_minutes else [])


def _range(lowest: int | None, highest: int | None) -> list[str]:
    if lowest and highest and lowest != highest:
        return [_("%(lowest)d tot %(highest)d") % {"lowest": lowest, "highest": highest}]
    return _filled([str(lowest or highest or "")])


def _filled(values: Iterable[str]) -> list[str]:
    return [value for value in values if value]


def _years(born: Any) -> int:
    today = clock.today()
    return int(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
