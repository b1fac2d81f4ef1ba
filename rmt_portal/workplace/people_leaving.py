"""A colleague leaves or is away: the work goes to somebody else first, so that nothing is left without an owner."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partners import absences, access, handover
from partners.models import Absence, User
from rmt_portal import clock
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace import words
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.people import MANAGE, colleague
from rmt_portal.workplace.refusal import member_only

NOW, LATER = "now", "later"


class DayField(forms.CharField):
    """A day as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off", "class": "day"}), **kwargs)

    def clean(self, value: Any) -> date | None:
        """Read the day.

        Raises:
            ValidationError: it is no day.
        """
        typed = super().clean(value)
        day = words.read_day(typed) if typed else None
        if typed and day is None:
            raise forms.ValidationError(_("Vul een dag in zoals 27-11 of 27 november."))
        return day


class LeaveForm(HouseForm):
    """When somebody goes, and per kind of work to whom it goes."""

    submit_label = gettext_lazy("Draag over en laat vertrekken")
    show_optional = False
    when = forms.ChoiceField(
        label=gettext_lazy("Wanneer stopt deze collega?"),
        choices=[(NOW, gettext_lazy("Nu meteen")), (LATER, gettext_lazy("Na een laatste werkdag"))],
        initial=LATER,
        widget=forms.RadioSelect,
    )
    last_day = DayField(label=gettext_lazy("Laatste werkdag, zoals 27-11"), required=False)

    def __init__(self, *args: Any, found: list[handover.InHand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for item in found:
            choices = [("", _("Kies een collega"))] + [(str(u.pk), str(u)) for u in item.colleagues]
            if item.holding.to_team:
                choices.append((handover.TEAM, _("Het team: een collega pakt het op")))
            self.fields[item.holding.slug] = forms.ChoiceField(
                label=f"{item.holding.title} ({item.count})",
                choices=choices,
                error_messages={"required": _("Kies wie dit overneemt.")},
                help_text="" if len(choices) > 1 else _("Niemand anders kan dit. Nodig eerst een collega uit."),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the day when it is not now."""
        data = super().clean() or self.cleaned_data
        if "last_day" not in self.errors and data.get("when") == LATER:
            day = data.get("last_day")
            if day is None or not clock.today() <= day:
                self.add_error("last_day", _("Vul een dag in vanaf vandaag."))
        return data

    @property
    def day(self) -> date:
        """The last day this person works here."""
        day: date = handover.yesterday() if self.cleaned_data["when"] == NOW else self.cleaned_data["last_day"]
        return day

    @property
    def choices(self) -> dict[str, str]:
        """Who takes what."""
        return {item.holding.slug: self.cleaned_data[item.holding.slug] for item in self.found}


class AbsenceForm(HouseForm):
    """From when until when, and who stands in."""

    submit_label = gettext_lazy("Bewaar de afwezigheid")
    show_optional = False
    from_on = DayField(
        label=gettext_lazy("Eerste dag weg, zoals 27-11"),
        error_messages={"required": gettext_lazy("Vul de eerste dag in.")},
    )
    until_on = DayField(
        label=gettext_lazy("Laatste dag weg, zoals 11-12"),
        error_messages={"required": gettext_lazy("Vul de laatste dag in.")},
    )
    deputy = forms.ChoiceField(
        label=gettext_lazy("Vervanger"), error_messages={"required": gettext_lazy("Kies een vervanger.")}
    )

    def __init__(self, *args: Any, deputies: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Kies een collega")), *((str(u.pk), str(u)) for u in deputies)]
        self.fields["deputy"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Look whether the days are in order."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and not (first <= last <= first + absences.LONGEST and last >= clock.today()):
            self.add_error("until_on", _("De laatste dag komt na de eerste, niet in het verleden en binnen een jaar."))
        return data


@member_only
def leave(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what a colleague has in hand, and let the colleague leave once each kind has a new owner."""
    access.require(request, access.may(member.user, MANAGE))
    person, held = colleague(member, pk)
    found = handover.in_hand(person, held.organisation)
    form = LeaveForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_valid():
        try:
            handover.leave(
                person, held.organisation, form.day, form.choices, actor_of(request, member), request=request
            )
        except handover.LastAdministrator:
            form.add_error(None, _("Dit is de enige beheerder. Geef eerst een collega die rol."))
        except handover.NotHandedOver:
            form.add_error(None, _("Er kwam net werk bij, of een collega is weg. Kijk de lijst na en kies opnieuw."))
        else:
            messages.success(request, _("%(name)s vertrekt. Al het werk heeft een nieuwe eigenaar.") % {"name": person})
            return redirect("admin:people")
    intro = (
        [_("Dit heeft %(name)s in handen bij %(organisation)s. Kies per soort wie het overneemt.")]
        if found
        else [_("%(name)s heeft bij %(organisation)s niets meer in handen.")]
    )
    said = {"name": person, "organisation": held.organisation}
    context = page_context(request, _("%(name)s vertrekt") % said) | {"form": form, "intro": [i % said for i in intro]}
    return TemplateResponse(request, "workplace/person_form.html", context)


@member_only
def absent(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Note that a colleague is away and who stands in."""
    access.require(request, access.may(member.user, MANAGE))
    person, held = colleague(member, pk)
    deputies = absences.deputies(person, held.organisation)
    form = AbsenceForm(request.POST if request.method == "POST" else None, deputies=deputies)
    if form.is_valid():
        data = form.cleaned_data
        deputy = next(u for u in deputies if str(u.pk) == data["deputy"])
        days = (data["from_on"], data["until_on"])
        absences.begin(person, held.organisation, deputy, days, actor_of(request, member), request=request)
        said = {"deputy": deputy, "name": person, "day": words.long_day(data["until_on"])}
        messages.success(request, _("%(deputy)s ziet de dossiers van %(name)s tot en met %(day)s.") % said)
        return redirect("admin:people")
    context = page_context(request, _("%(name)s is afwezig") % {"name": person}) | {
        "form": form,
        "intro": [_("De vervanger ziet in die dagen de dossiers van deze collega. Dat stopt vanzelf.")],
    }
    return TemplateResponse(request, "workplace/person_form.html", context)


@require_POST
@member_only
def back(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """A colleague is back: the deputy's access stops now."""
    access.require(request, access.may(member.user, MANAGE))
    person, held = colleague(member, pk)
    running = Absence.objects.filter(user=person, organisation=held.organisation, ended_at__isnull=True)
    for absence in running.filter(until_on__gte=clock.today()):
        absences.stop(absence, actor_of(request, member), request=request)
    messages.success(request, _("%(name)s is terug. De vervanging is gestopt.") % {"name": person})
    return redirect("admin:people")
