"""Say in plain Dutch why work fits, what is missing and what closes the gap: words and facts, never a percentage.

Everything is rendered from what the run stored (components, gate, reasons, in the run's own order of components) and
from facts that are looked up once for a whole list. Sentences say ``je``: person and coach read the same text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching import fact_words
from matching.bands import Band, band, confidence_word
from matching.engine.gates import Reason
from matching.facts import Facts
from matching.models import ContractKind, Vacancy
from rmt_portal.reference.models import Requirement, SectorOutlook

Words = str | Promise

MOST_REASONS, FEWEST_REASONS = 4, 2
MOST_GROUPS = 3
GOOD = 0.6
"""From this value on a component counts as a reason to name."""
SOME_FIT = 0.25
"""Skill fit is a share of what work asks and seldom high: from here on it is worth naming."""
NOT_USED = gettext_lazy(
    "Niet gebruikt: je naam, je leeftijd, waar je vandaan komt, je uitkering en je gezondheid. "
    "Vraagt de wet een leeftijd voor dit werk, dan kijkt de computer alleen of je die leeftijd hebt."
)


@dataclass(frozen=True)
class Missing:
    """Something that is asked and not there yet, and who in the region's catalogue gives or teaches it."""

    what: str
    services: list[str]
    by_employer: bool = False


@dataclass(frozen=True)
class Explanation:
    """One opportunity in words."""

    vacancy: Vacancy
    band: Band
    is_return: bool
    from_to: str
    reasons: list[str]
    has_skills: str
    missing: list[Missing]
    gate: list[str]
    facts: list[str]
    demand: str
    confidence: Words
    not_used: Words = field(default=NOT_USED)

    @property
    def word(self) -> Words:
        """The band as the person reads it."""
        return self.band.for_client


@dataclass(frozen=True)
class Stored:
    """One pair as the run stored it; components by name, unknown ones absent."""

    vacancy_id: int
    score: float
    gate: int
    reasons: int
    confidence: float
    is_return: bool
    components: Mapping[str, float]


def explain(pair: Stored, facts: Facts) -> Explanation:
    """Return a stored pair in words."""
    vacancy = facts.vacancies[pair.vacancy_id]
    reasons = [sentence for _value, sentence in _reasons(pair, vacancy, facts)][:MOST_REASONS]
    return Explanation(
        vacancy=vacancy,
        band=band(pair.gate, pair.score, pair.reasons),
        is_return=pair.is_return,
        from_to=fact_words.from_to(vacancy, facts),
        reasons=reasons
        if len(reasons) >= FEWEST_REASONS
        else (reasons + _weak_reasons(pair, vacancy))[:FEWEST_REASONS],
        has_skills=_share_of_skills(vacancy, facts),
        missing=_missing(pair, vacancy, facts),
        gate=[str(GATE_SENTENCES[reason]) for reason in Reason if reason in GATE_SENTENCES and pair.reasons & reason],
        facts=fact_words.in_words(vacancy, facts),
        demand=fact_words.demand(vacancy, facts),
        confidence=confidence_word(pair.confidence),
    )


GATE_SENTENCES: dict[Reason, Words] = {
    Reason.CLOSED: gettext_lazy("Deze vacature is dicht."),
    Reason.LEGAL_REQUIREMENT: gettext_lazy(
        "De wet vraagt een bewijs dat je nog niet hebt en dat niet snel te halen is."
    ),
    Reason.TOO_FAR: gettext_lazy("Het is verder weg dan je wilt reizen."),
    Reason.TOO_FEW_HOURS: gettext_lazy("Het zijn minder uren dan je wilt."),
    Reason.TOO_MANY_HOURS: gettext_lazy("Het zijn meer uren dan je wilt."),
    Reason.SHIFTS: gettext_lazy("Er zijn diensten die je niet wilt draaien."),
    Reason.EDUCATION_FAR: gettext_lazy("De werkgever vraagt een opleiding die twee stappen hoger is dan die van jou."),
    Reason.REQUIREMENT_BRIDGEABLE: gettext_lazy("Er ontbreekt een bewijs dat je met een cursus kunt halen."),
    Reason.REQUIREMENT_WANTED: gettext_lazy(
        "De werkgever wil een bewijs dat je nog niet hebt. De wet vraagt het niet."
    ),
    Reason.EDUCATION_STEP: gettext_lazy("Dit werk is vaak één opleidingsstap hoger dan jouw opleiding."),
    Reason.SKILLS_TRAINABLE: gettext_lazy("Een deel van het vak moet je nog leren. Daar is een opleiding voor."),
    Reason.SKILLS_MISSING: gettext_lazy(
        "Een deel van het vak moet je nog leren. Wij kennen nog geen opleiding daarvoor."
    ),
    Reason.ADAPT: gettext_lazy("Dit werk kan met een aanpassing. Bespreek met je coach welke."),
}


def _reasons(pair: Stored, vacancy: Vacancy, facts: Facts) -> list[tuple[float, str]]:
    """Return the sentences that may be said, the strongest first; ties in the order of the weights."""
    known, found = pair.components, []
    fit = max(known.get("skills_last", 0.0), known.get("skills_history", 0.0))
    shared = shared_groups(vacancy, facts)
    if pair.is_return:
        found.append((2.0, _("Je deed dit soort werk al eerder.")))
    if fit >= SOME_FIT and shared:
        found.append((1.0 + fit, _("Je kunt al: %(skills)s.") % {"skills": _listed(shared)}))
    sentences = {
        "education": _("Je opleiding past bij dit werk."),
        "wishes": _("Het lijkt op werk dat je graag wilt doen."),
        "travel": fact_words.near(vacancy, facts),
        "hours": _("De uren passen bij wat je wilt."),
        "durable": _lasting(vacancy, facts),
        "wage": _("Je verdient hier niet minder dan in je laatste baan."),
        "demand": fact_words.wanted(vacancy, facts),
        "moves": _("Mensen met jouw laatste werk stappen vaker over naar dit werk."),
    }
    order = {"demand": 0.3, "travel": 0.2, "wage": 0.15}
    found += [
        (known[name] + order.get(name, 0.0), sentence)
        for name, sentence in sentences.items()
        if sentence and known.get(name, 0.0) >= GOOD
    ]
    return sorted(found, key=lambda item: -item[0])


def _weak_reasons(pair: Stored, vacancy: Vacancy) -> list[str]:
    """Return what can still be said when hardly anything is known."""
    said = [_("Het is in %(place)s.") % {"place": vacancy.place}]
    if pair.confidence < GOOD:
        return [*said, _("Wij weten nog weinig van je. Vul je werkprofiel aan, dan zoeken wij beter.")]
    return [*said, _("Van alles wat je kunt en wilt past hier een deel.")]


def shared_groups(vacancy: Vacancy, facts: Facts) -> list[str]:
    """Return the kinds of skill that the work asks and earlier work asked too, the heaviest first."""
    return [facts.groups[group] for group in _asked_groups(vacancy, facts) if group in facts.held][:MOST_GROUPS]


def _asked_groups(vacancy: Vacancy, facts: Facts) -> list[int]:
    """Return the named skill groups with essential skills, those with the most skills first.

    Where staff ticked what matters, only those skills are essential, as for the engine.
    """
    asked = facts.own.get(vacancy.pk) or facts.essential.get(vacancy.occupation_id or 0, {})
    return sorted(
        (group for group in asked if group in facts.groups), key=lambda group: (-asked[group], facts.groups[group])
    )


def _share_of_skills(vacancy: Vacancy, facts: Facts) -> str:
    asked = _asked_groups(vacancy, facts)
    if not asked or not facts.person.jobs:
        return ""
    held = sum(group in facts.held for group in asked)
    if not held:
        return ""
    return ngettext(
        "Je brengt %(held)d van de %(asked)d gevraagde soort vaardigheden mee.",
        "Je brengt %(held)d van de %(asked)d gevraagde soorten vaardigheden mee.",
        len(asked),
    ) % {"held": held, "asked": len(asked)}


def _missing(pair: Stored, vacancy: Vacancy, facts: Facts) -> list[Missing]:
    """Return requirements that are not had, then the heaviest skill groups that the gate found missing."""
    asked: dict[int, Requirement] = {r.pk: r for r in vacancy.requires.all()}
    asked |= facts.asked_by_work.get(vacancy.occupation_id or 0, {})
    missing = [
        Missing(str(requirement), [fact_words.offer(s) for s in facts.gives.get(pk, [])[:2]])
        for pk, requirement in sorted(asked.items())
        if pk not in facts.person.has and requirement.kind != Requirement.Kind.AGE
    ]
    if pair.reasons & (Reason.SKILLS_TRAINABLE | Reason.SKILLS_MISSING):
        groups = [group for group in _asked_groups(vacancy, facts) if group not in facts.held]
        taught = sorted(groups, key=lambda group: group not in facts.teaches)[:MOST_GROUPS]
        missing += [
            Missing(
                facts.groups[group],
                [fact_words.offer(s) for s in facts.teaches.get(group, [])[:1]],
                by_employer=vacancy.offers_training,
            )
            for group in taught
        ]
    return missing


def _lasting(vacancy: Vacancy, facts: Facts) -> str:
    outlook = facts.outlooks.get(vacancy.sector_id or 0)
    if vacancy.contract == ContractKind.PERMANENT:
        return _("Het is een vast contract.")
    return _("In deze sector is veel werk.") if outlook and outlook.outlook == SectorOutlook.Outlook.SHORTAGE else ""


def _listed(names: Sequence[str]) -> str:
    return get_text_list([name[:1].lower() + name[1:] for name in names], _("en"))
