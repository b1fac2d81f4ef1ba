"""The questions of the second part: all of them may be skipped, and each stands on a page of its own."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import occupations, skills
from intake.models import (
    MOST_WANTED,
    Demand,
    Direction,
    EducationLevel,
    Language,
    LanguageLevel,
    ShiftKind,
    WorkExperience,
    WorkProfile,
)
from intake.profile_skills import from_work, unfound
from intake.questions import NONE, Context, Question, checks, radios
from intake.work_questions import OccupationQuestion
from rmt_portal.nlds.dutch_fields import LineField
from rmt_portal.nlds.fields import SuggestInput
from rmt_portal.reference.models import OccupationRequirement, Requirement

YES, NO = "ja", "nee"
MOST_OWN_SKILLS = 10
LONGEST_SKILL = 80


@dataclass
class ProfileContext(Context):
    """What a question of the second part may need to know; ``item`` is the job a page is about."""

    profile: WorkProfile | None = None
    item: int | None = None

    @property
    def known(self) -> WorkProfile:
        """The profile of the person who answers."""
        if self.profile is None:
            raise ValueError("a question of the second part is about somebody")
        return self.profile


class ProfileQuestion(Question):
    """A page of the second part."""

    show_optional = False
    context: ProfileContext


class MoreWorkQuestion(ProfileQuestion):
    """The list of jobs, and whether there is another one."""

    title = _("Welk werk deed je nog meer?")
    explain = (_("Noem ook werk van langer geleden. Zo vinden we meer werk dat bij je past."),)
    more = radios(_("Wil je nog werk toevoegen?"), [(YES, _("Ja")), (NO, _("Nee"))], empty=_("Kies ja of nee."))


class JobQuestion(ProfileQuestion):
    """One job of the past."""

    title = _("Wat was dat voor werk?")
    suggests = True
    explain = (_("Je eigen woorden zijn goed."),)
    occupation = LineField(
        label=_("Beroep of functie"), max_length=120, empty=_("Vul in wat je deed."),
        help_text=_("Bijvoorbeeld: ober, kassière of monteur."), widget=SuggestInput("/beroepen/"),
    )  # fmt: skip
    years = OccupationQuestion.base_fields["years"]


class ClosestJobQuestion(ProfileQuestion):
    """Which occupation comes closest to the words for a job."""

    title = _("Welk beroep lijkt het meest op dit werk?")
    heading_field = "closest"
    closest = radios(title, [], empty=_("Kies het beroep dat het meest lijkt, of kies: Geen van deze."))

    def prepare(self) -> None:
        """Offer what comes close to the words."""
        job = WorkExperience.objects.filter(profile=self.context.known, pk=self.context.item or 0).first()
        _exact, found = occupations.recognise(job.own_words) if job else (None, [])
        self.choose("closest", [*((str(pk), label) for pk, label in found), (NONE, _("Geen van deze"))])


class SkillsQuestion(ProfileQuestion):
    """What somebody can, from the work they did, and in their own words."""

    title = _("Wat kun je goed?")
    explain = (_("Dit hoort bij het werk dat je deed. Kies alleen wat je echt kunt."),)
    skills = checks(_("Dit kan ik"), [], required=False, help_text=_("Je mag meer dan een antwoord kiezen."))
    own = LineField(
        label=_("Wat kun je nog meer?"), max_length=600, required=False,
        help_text=_("Ook van thuis of als vrijwilliger. Zet er een komma tussen."),
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer the skills of the occupations, in words of the country."""
        offered = from_work(self.context.known)
        self.choose("skills", [(str(skill.pk), str(skill).capitalize()) for skill in offered])
        if not offered:
            del self.fields["skills"]
            self.explain = (_("Denk aan je werk, aan thuis en aan wat je als vrijwilliger deed."),)

    def clean_own(self) -> str:
        """Ask for short words, and not too many."""
        words = _words(self.cleaned_data["own"])
        if any(len(word) > LONGEST_SKILL for word in words):
            raise ValidationError(_("Maak het korter: hoogstens 80 tekens tussen twee komma's."), code="long")
        if len(words) > MOST_OWN_SKILLS:
            raise ValidationError(_("Noem hoogstens 10 dingen. Kies wat je het best kunt."), code="many")
        return str(self.cleaned_data["own"])

    def to_remember(self) -> dict[str, Any]:
        """Remember ids of skills, and own words one by one."""
        return {"skills": []} | super().to_remember() | {"own": _words(self.cleaned_data["own"])}


def _words(typed: str) -> list[str]:
    parts = [" ".join(part.split()) for part in typed.replace(";", ",").split(",")]
    return list(dict.fromkeys(part for part in parts if part))


class ClosestSkillsQuestion(ProfileQuestion):
    """Which skills come closest to the person's own words."""

    title = _("Bedoel je een van deze dingen?")
    explain = (_("Zo kunnen we beter werk voor je zoeken. Je eigen woorden bewaren we ook."),)

    def prepare(self) -> None:
        """Ask for each of the words that may mean something known."""
        for number, words in enumerate(unfound(self.context.known)):
            _exact, found = skills.recognise(words)
            if found:
                choices = [*((str(pk), label.capitalize()) for pk, label in found), (NONE, _("Geen van deze"))]
                self.fields[f"word_{number}"] = radios(words, choices, required=False)


class NeverDoneQuestion(ProfileQuestion):
    """What belongs to the work, but not to this person."""

    title = _("Is er iets bij dat je niet kunt?")
    explain = (_("Dit hoort ook bij het werk dat je deed. Kun je het niet? Dan zoeken we ander werk voor je."),)
    skills = checks(_("Dit kan ik niet"), [], required=False, help_text=_("Kies niets als je het niet weet."))

    def prepare(self) -> None:
        """Offer what was not ticked as something the person can."""
        known = self.context.known
        can = set(known.skills.filter(is_confirmed=True).values_list("skill_id", flat=True))
        rest = [skill for skill in from_work(known) if skill.pk not in can]
        self.choose("skills", [(str(skill.pk), str(skill).capitalize()) for skill in rest])


class EducationQuestion(ProfileQuestion):
    """The highest level that was finished, and its direction."""

    title = _("Welke opleiding maakte je af?")
    explain = (_("Kies je hoogste diploma. Een diploma uit een ander land mag ook: kies wat er het meest op lijkt."),)
    level = radios(_("Niveau"), EducationLevel.choices, required=False)
    direction = radios(_("Richting"), Direction.choices, required=False)


class PapersQuestion(ProfileQuestion):
    """Licences, certificates and diplomas that work asks for."""

    title = _("Welke rijbewijzen en bewijzen heb je?")
    explain = (_("Kies alleen wat nu nog geldig is."),)
    licences = checks(_("Rijbewijzen"), [], required=False)
    certificates = checks(_("Certificaten"), [], required=False)
    others = checks(_("Diploma's en registraties voor jouw werk"), [], required=False)

    def prepare(self) -> None:
        """Offer every licence and certificate, and the diplomas that the person's own work asks."""
        kinds = Requirement.Kind
        self._offer("licences", Requirement.objects.filter(kind=kinds.LICENCE))
        self._offer("certificates", Requirement.objects.filter(kind=kinds.CERTIFICATE))
        known = self.context.known
        work = {pk for model in (known.experiences, known.wanted) for pk in model.values_list("occupation", flat=True)}
        asked = OccupationRequirement.objects.filter(isco__occupations__in=work - {None})
        mine = Requirement.objects.filter(pk__in=asked.values("requirement")) | known.has.all()
        self._offer("others", mine.filter(kind__in=[kinds.DIPLOMA, kinds.REGISTRATION]).distinct())

    def _offer(self, name: str, found: Any) -> None:
        names = [(item.code, item.name[:1].upper() + item.name[1:]) for item in found.order_by("kind", "pk")]
        self.choose(name, names)
        if not names:
            del self.fields[name]


class LanguagesQuestion(ProfileQuestion):
    """Languages at work. Where somebody comes from is not asked and follows from nothing here."""

    title = _("Welke talen spreek je?")
    explain = (_("Sommig werk vraagt om een taal. Vertel hoe goed je die spreekt."),)
    nl = radios(Language.DUTCH.label, LanguageLevel.choices, required=False)
    de = radios(Language.GERMAN.label, LanguageLevel.choices, required=False)
    en = radios(Language.ENGLISH.label, LanguageLevel.choices, required=False)
    other = LineField(
        label=_("Andere talen"), max_length=120, required=False, help_text=_("Bijvoorbeeld: Pools, een beetje Turks.")
    )


class WishesQuestion(ProfileQuestion):
    """Work somebody would like, and work they would rather not."""

    title = _("Welk werk wil je graag doen?")
    suggests = True
    explain = (_("Noem werk dat je leuk lijkt. Je hoeft het nog niet te kunnen."),)
    wanted_1 = LineField(label=_("Eerste wens"), max_length=120, required=False, widget=SuggestInput("/beroepen/"))
    wanted_2 = LineField(label=_("Tweede wens"), max_length=120, required=False, widget=SuggestInput("/beroepen/"))
    wanted_3 = LineField(label=_("Derde wens"), max_length=120, required=False, widget=SuggestInput("/beroepen/"))
    not_wanted = LineField(
        label=_("Wat wil je liever niet?"), max_length=200, required=False, help_text=_("Je coach leest dit.")
    )

    def to_remember(self) -> dict[str, Any]:
        """Remember the wishes in order, each once."""
        typed = [self.cleaned_data[f"wanted_{number}"] for number in range(1, MOST_WANTED + 1)]
        kept = {"wanted": list(dict.fromkeys(words for words in typed if words))}
        return kept | {"not_wanted": self.cleaned_data["not_wanted"]}


class ClosestWishesQuestion(ProfileQuestion):
    """Which occupations come closest to the words for the wishes."""

    title = _("Welk beroep bedoel je?")
    explain = (_("Zo kunnen we beter werk voor je zoeken."),)

    def prepare(self) -> None:
        """Ask for each wish that names no occupation yet and may mean one."""
        for wish in self.context.known.wanted.filter(occupation=None):
            _exact, found = occupations.recognise(wish.own_words)
            if found:
                choices = [*((str(pk), label) for pk, label in found), (NONE, _("Geen van deze"))]
                self.fields[f"wish_{wish.position}"] = radios(wish.own_words, choices, required=False)


class ShiftsQuestion(ProfileQuestion):
    """Times somebody will not work; the other times stay open."""

    title = _("Wanneer wil je niet werken?")
    heading_field = "shifts"
    shifts = checks(
        title, ShiftKind.choices, required=False,
        help_text=_("Werk op deze tijden laten we dan niet zien. Kun je altijd? Kies dan niets."),
    )  # fmt: skip


class AbilityQuestion(ProfileQuestion):
    """What somebody can when work is adapted; never an illness."""

    title = _("Wat kun je, als het werk wordt aangepast?")
    explain = (
        _("Je hoeft dit niet te vertellen. Sla de vraag dan over."),
        _("Schrijf niet op welke ziekte je hebt. Het gaat om wat je kunt en wat je daarbij helpt."),
        _("Alleen je coach ziet dit. Een werkgever ziet dit niet."),
        _("Je valt er nooit door af: we zetten er alleen bij dat het werk aangepast moet worden."),
    )
    adapted = checks(_("Dit kan ik als het werk wordt aangepast"), Demand.choices, required=False)
    what_helps = LineField(
        label=_("Wat helpt jou op het werk?"), max_length=200, required=False,
        help_text=_("Bijvoorbeeld: af en toe zitten, of een rustige plek."),
    )  # fmt: skip
