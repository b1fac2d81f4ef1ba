"""The pages on which staff brings a caseload in: choose a file, name its columns, look, register, read back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import assisting
from intake.assisting_views import staff_page
from intake.caseload import columns as kinds
from intake.caseload import files, lines, links, reading
from intake.models import CaseloadFile, CaseloadLine, CaseloadState, LineOutcome
from intake.questions import radios
from partners import access
from partners.models import Membership, User
from rmt_portal.nlds.context import brand_of
from rmt_portal.nlds.forms import HouseForm

EXAMPLES = 3
MOST_CHOICES = 200
"""How many known people can be chosen on one page; the rest is skipped and can be registered one by one."""
SHOWN_READY = 20


class FileForm(HouseForm):
    """A file, and for which organisation when there are several."""

    submit_label = gettext_lazy("Lees het bestand")
    file = forms.FileField(
        label=gettext_lazy("Bestand"),
        help_text=gettext_lazy("Excel (xlsx) of csv, hoogstens 2 MB en 1.000 regels. Zonder BSN."),
        error_messages={
            "required": gettext_lazy("Kies een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander bestand."),
            "max_length": gettext_lazy("De naam van het bestand is te lang. Geef het een kortere naam."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "utrecht-textbox utrecht-textbox--html-input"}),
    )
    work = radios(gettext_lazy("Voor welke organisatie doe je dit?"), [], empty=gettext_lazy("Kies je organisatie."))

    takes_over = forms.BooleanField(
        label=gettext_lazy("Zet deze mensen op mijn naam: ik ben hun coach"), required=False
    )

    def __init__(self, *args: Any, user: User, works: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.works = works
        self.coached = {m.pk for m in works if files.may_take_over(user, m.organisation, m.region)}
        if not self.coached:
            del self.fields["takes_over"]
        work: Any = self.fields["work"]
        work.choices = [(str(m.pk), f"{m.organisation} ({m.region})") for m in works]
        if len(works) == 1:
            del self.fields["work"]

    def clean(self) -> dict[str, Any]:
        """Refuse to make somebody coach for an organisation in which this person is none."""
        data = super().clean() or self.cleaned_data
        if data.get("takes_over") and "work" not in self.errors and self.membership.pk not in self.coached:
            self.add_error("takes_over", _("Bij deze organisatie ben je geen coach. Haal het vinkje weg."))
        return data

    @property
    def membership(self) -> Membership:
        """Under which membership the file is brought in."""
        wanted = self.cleaned_data.get("work", str(self.works[0].pk))
        return next(m for m in self.works if str(m.pk) == wanted)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        found = self.cleaned_data["file"]
        if found.size > reading.MAX_BYTES:
            raise forms.ValidationError(_("Dit bestand is groter dan 2 MB. Verdeel het over meer bestanden."))
        return found


class ColumnsForm(HouseForm):
    """What each column holds."""

    submit_label = gettext_lazy("Kijk de regels na")
    show_optional = False

    def __init__(self, *args: Any, file: CaseloadFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = list(file.lines.all()[:EXAMPLES])
        choices = [(kinds.LEFT_OUT, _("Niet overnemen")), *kinds.COLUMNS.items()]
        self.names = [f"kolom-{index}" for index in range(len(file.headings))]
        for index, (name, heading) in enumerate(zip(self.names, file.headings, strict=True)):
            examples = [line.cells[index] for line in first if line.cells[index]]
            self.fields[name] = forms.ChoiceField(
                label=heading or _("Kolom %(n)d") % {"n": index + 1},
                help_text=_("Bijvoorbeeld: %(examples)s") % {"examples": ", ".join(examples)} if examples else "",
                choices=choices,
                required=False,
                initial=file.columns[index],
                error_messages={"invalid_choice": gettext_lazy("Kies een van de antwoorden.")},
            )

    @property
    def chosen(self) -> list[str]:
        """What was chosen, in the order of the columns."""
        return [self.cleaned_data[name] for name in self.names]


@staff_page
def begin(request: HttpRequest) -> HttpResponse:
    """Take a file, and list the files that are still here."""
    user = _staff(request)
    access.require(request, files.may(user))
    works = assisting.memberships(user)
    form = FileForm(request.POST or None, request.FILES or None, user=user, works=works)
    if request.method == "POST" and form.is_valid():
        brought, takes_over = form.cleaned_data["file"], form.cleaned_data.get("takes_over", False)
        try:
            file = files.bring_in(user, form.membership, brought.name, brought.read(), request, takes_over=takes_over)
        except reading.UnusableFile as why:
            form.add_error("file", str(why))
        else:
            return redirect("caseload_columns", file.public_id)
    return render(request, "intake/caseload.html", {"form": form, "files": files.of(user)[:20]})


@staff_page
def columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask what each column holds, guessed from its heading."""
    file = _mine(request, public_id)
    if file.state in (CaseloadState.REGISTERING, CaseloadState.DONE):
        return redirect("caseload_file", public_id)
    form = ColumnsForm(request.POST if request.method == "POST" else None, file=file)
    if request.method == "POST" and form.is_valid():
        try:
            files.choose_columns(file, form.chosen)
            return redirect("caseload_file", public_id)
        except files.WrongColumns as why:
            form.add_error(None, str(why))
    context = {"form": form, "file": file, "total": file.lines.count()}
    return render(request, "intake/caseload_columns.html", context)


@staff_page
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what would become of each line, how far it is, or what became of each; POST registers."""
    found = _mine(request, public_id)
    if found.state == CaseloadState.MAPPING:
        return redirect("caseload_columns", public_id)
    if request.method == "POST" and found.state == CaseloadState.DONE:
        return _send_links(request, found)
    if request.method == "POST":
        wanted = [int(number) for number in request.POST.getlist("toch") if number.isascii() and number.isdecimal()]
        files.register(found, [number for number in wanted if number <= 2_000_000_000], request)
        return redirect("caseload_file", public_id)
    counts = files.counts(found)
    context: dict[str, Any] = {"file": found, "counts": counts, "total": sum(counts.values())}
    if found.state in (CaseloadState.CHECKING, CaseloadState.REGISTERING):
        waiting = counts[LineOutcome.WAITING]
        if found.state == CaseloadState.REGISTERING:
            waiting = counts[LineOutcome.READY] + counts[LineOutcome.KNOWN]
        return render(request, "intake/caseload_busy.html", context | {"done": context["total"] - waiting})
    rows = {outcome: list(found.lines.filter(outcome=outcome)) for outcome in LineOutcome}
    if found.state == CaseloadState.DONE:
        stands = links.how_it_stands(found)
        said = [(line, stands.get(line.confirmation, "")) for line in _report(rows)]
        return render(
            request, "intake/caseload_report.html", context | {"lines": said, "to_send": links.waiting(found)}
        )
    named = {outcome: [(line, _name(found, line)) for line in lines_] for outcome, lines_ in rows.items()}
    context |= {
        "ready": named[LineOutcome.READY][:SHOWN_READY],
        "more_ready": max(0, counts[LineOutcome.READY] - SHOWN_READY),
        "known": named[LineOutcome.KNOWN][:MOST_CHOICES],
        "refused": [*named[LineOutcome.REFUSED], *named[LineOutcome.SKIPPED]],
        "team": brand_of(request),
    }
    return render(request, "intake/caseload_check.html", context)


def _send_links(request: HttpRequest, found: CaseloadFile) -> HttpResponse:
    """Send everybody a link who has an e-mail address and none yet; a second click of "register" lands here too."""
    if request.POST.get("doe") == "links":
        asked = links.send_all(found, request)
        if asked:
            messages.success(request, _("Links worden gestuurd: %(n)d. Zie hieronder per regel.") % {"n": asked})
        else:
            messages.info(request, _("Iedereen met een e-mailadres heeft al een link, of gaf al antwoord."))
    return redirect("caseload_file", found.public_id)


@staff_page
def throw_away(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask whether the lines must go; POST wipes them."""
    found = _mine(request, public_id)
    if request.method != "POST":
        return render(request, "intake/caseload_wipe.html", {"file": found})
    files.throw_away(found, request)
    messages.success(request, _("De regels zijn gewist. Wie al is aangemeld, blijft aangemeld."))
    return redirect("caseload")


def _report(rows: dict[Any, list[CaseloadLine]]) -> list[CaseloadLine]:
    return sorted((line for some in rows.values() for line in some), key=lambda line: line.number)


def _name(found: CaseloadFile, line: CaseloadLine) -> str:
    return " ".join(lines.name_of(lines.values_of(found, line))).strip()


def _mine(request: HttpRequest, public_id: UUID) -> CaseloadFile:
    """Return a file of this person; somebody else's is not here."""
    access.require(request, files.may(request.user))
    mine = files.of(_staff(request)).select_related("region__brand", "organisation", "brought_by")
    return get_object_or_404(mine, public_id=public_id)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
