"""What a person shares with whom, as every form asks it: per organisation a choice of categories, all off (UX J10)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake import legal_grounds, receivers, shared
from intake.models import DataCategory
from intake.questions import Question, checks, municipality_of
from partners.models import Organisation
from rmt_portal.nlds.parts import Answer, Text

Choices = dict[int, list[str]]
"""The categories by organisation; an organisation that sees nothing is left out."""
_PREFIX = "deel_"


def ask(form: forms.Form, organisations: Iterable[Organisation], now: Mapping[int, Collection[str]]) -> None:
    """Add a question per organisation, folded until somebody opens it; what is shared ``now`` is on and open."""
    for organisation in organisations:
        name = f"{_PREFIX}{organisation.pk}"
        field: Any = checks(label(organisation), DataCategory.choices, required=False)
        form.fields[name] = field
        on = form[name].value() if form.is_bound else now.get(organisation.pk, ())
        field.initial = list(on or ())
        field.show_optional = False
        field.fold, field.fold_is_open = summary(organisation, field.initial), bool(on)


def label(organisation: Organisation) -> str:
    """Return the question about one organisation."""
    return _("Wat mag %(name)s zien?") % {"name": organisation.name}


def summary(organisation: Organisation, categories: Iterable[str]) -> str:
    """Say in one line what an organisation sees."""
    return f"{organisation.name}: {shared.in_words(list(categories)) or _('ziet niets')}"


def choices_in(values: Mapping[str, Any]) -> Choices:
    """Return what was chosen, from the answers of a form with these questions."""
    asked = {name.removeprefix(_PREFIX): chosen for name, chosen in values.items() if name.startswith(_PREFIX)}
    return {int(pk): [str(category) for category in chosen] for pk, chosen in asked.items() if chosen}


def as_answers(choices: Mapping[int, Iterable[str]]) -> dict[str, Any]:
    """Return choices as the answers of a form with these questions; the opposite of :func:`choices_in`."""
    return {f"{_PREFIX}{pk}": [str(category) for category in chosen] for pk, chosen in choices.items()}


def in_words(choices: Choices, offered: Iterable[Organisation]) -> list[str]:
    """Return a line per organisation that sees something."""
    return [summary(organisation, choices[organisation.pk]) for organisation in offered if organisation.pk in choices]


class ShareQuestion(Question):
    """J10: a real choice per organisation and category, each off."""

    title = gettext_lazy("Wie mag je gegevens nog meer zien?")
    show_optional = False

    def prepare(self) -> None:
        """Offer the partners who would need the person's yes, after saying who sees the data anyway, by law."""
        super().prepare()
        region, on_behalf = self.context.brand.region, self.context.on_behalf
        place = municipality_of(self.context.answers)
        self.offered = receivers.choosable(region, place, on_behalf.get("organisation"))
        ask(self, self.offered, choices_in(self.context.answers.get("delen", {})))
        self.explain = _who_sees_what(receivers.always(region), has_choice=bool(self.offered))

    def to_remember(self) -> dict[str, Any]:
        """Remember only what is on."""
        return {name: value for name, value in super().to_remember().items() if value}

    def answers(self) -> list[Answer]:
        """Return the choices in words, for the page on which everything is checked."""
        lines = in_words(choices_in(self.cleaned_data), self.offered)
        return [Answer(str(self.title), lines or _("Niemand, behalve wie je altijd helpt"))]


def _who_sees_what(always: list[Organisation], *, has_choice: bool) -> tuple[Text, ...]:
    """Say who sees what by which law, and when that organisation also decides on a benefit; then what is a choice."""
    lines: list[Text] = [_sees_by_law(organisation) for organisation in always]
    if deciding := [str(organisation) for organisation in always if organisation.decides_on_benefit]:
        words = ngettext(
            "{} beslist ook over uitkeringen. Voor dat besluit mag niemand je aanmelding gebruiken.",
            "{} beslissen ook over uitkeringen. Voor dat besluit mag niemand je aanmelding gebruiken.",
            len(deciding),
        )
        lines.append(words.format(get_text_list(deciding, str(_("en")))))
    if has_choice:
        lines.append(_("Over andere organisaties beslis jij. Kies per organisatie wat die mag zien."))
        lines.append(_("Kies je niets? Dat is goed. Je krijgt dan net zo veel hulp. Je kunt het altijd veranderen."))
    return tuple(lines)


def _sees_by_law(organisation: Organisation) -> Text:
    laws = legal_grounds.in_words(organisation)
    if not laws:
        return str(_("{} ziet je aanmelding altijd, want daar komt je aanmelding binnen.")).format(organisation)
    law = str(_(" en de ")).join(law for law, _what in laws)
    what = ", ".join(dict.fromkeys(category for _law, opened in laws for category in opened))
    return str(_("{} ziet dit altijd: {}. Dat is de taak volgens de {}.")).format(organisation, what, law)
