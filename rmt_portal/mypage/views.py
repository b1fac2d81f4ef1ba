"""The pages of a client (UX J15, J22, J24): what happens now, own data, who may see it, taking along, erasing."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from intake import corrections, erasures
from intake.duplicates.merging import known_ids
from intake.models import Client, ErasureState
from partners import who_looked
from rmt_portal import clock, own_data
from rmt_portal.audit import log
from rmt_portal.contributions import workplace
from rmt_portal.mypage import now, sharing
from rmt_portal.mypage.forms import CorrectForm, EraseForm, ShareForm
from rmt_portal.mypage.session import own_page
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.nlds.parts import Answer, Task


@own_page("GET", "HEAD")
def overview(request: HttpRequest, client: Client) -> HttpResponse:
    """Show what happens now and by whom, what the person can do, and what each floor contributes."""
    context = {"client": client, "now": now.of(client), "tasks": _tasks(client), "sections": _sections(request, client)}
    return render(request, "mypage/overview.html", context | {"erasure": erasures.living(client.pk)})


@own_page("GET", "HEAD")
def data(request: HttpRequest, client: Client) -> HttpResponse:
    """Show the data the person can put right, and where the rest can be read."""
    return render(request, "mypage/data.html", {"client": client, "answers": _answers(client)})


@own_page("GET", "HEAD", "POST")
def correct(request: HttpRequest, client: Client) -> HttpResponse:
    """Let the person put own data right."""
    form = CorrectForm.of(client, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "mypage/correct.html", {"client": client, "form": form})
    values = {name: value for name, value in form.cleaned_data.items() if name in corrections.CORRECTABLE}
    if corrections.correct(client.pk, values, request) is None:
        messages.info(request, _("Er is niets veranderd."))
    else:
        messages.success(request, _("Bewaard. Je coach ziet wat je aanpaste."))
    return redirect("own_page_data")


@own_page("GET", "HEAD", "POST")
def share(request: HttpRequest, client: Client) -> HttpResponse:
    """Show each organisation that sees data by law or by consent, and let the person change every consent."""
    if request.method == "POST":
        _store_choice(request, client)
        return redirect("own_page_share")
    choices = sharing.choices(client)
    shown = [(c, ShareForm.of(c.organisation, c.on)) for c in choices]
    return render(request, "mypage/share.html", {"client": client, "always": sharing.always(client), "choices": shown})


@own_page("GET", "HEAD")
def who(request: HttpRequest, client: Client) -> HttpResponse:
    """Show who may see the data and why, and who looked."""
    context = {
        "client": client,
        "rows": who_looked.access_of(client.pk),
        "days": who_looked.looks(client.pk, earlier=known_ids(client.pk)[1:]),
    }
    return render(request, "mypage/who.html", context)


@own_page("GET", "HEAD")
def everything(request: HttpRequest, client: Client) -> HttpResponse:
    """Show everything that is kept, to read or print; a line of the log says that it was shown."""
    parts = own_data.everything_of(client.pk)
    _record(request, client, "own_page.everything", [part.table.model for part in parts if part.rows])
    shown = [part for part in parts if part.rows]
    return render(request, "mypage/everything.html", {"client": client, "parts": shown, "today": clock.today()})


@own_page("GET", "HEAD")
def download(request: HttpRequest, client: Client) -> HttpResponse:
    """Give everything as JSON, for another system."""
    parts = own_data.everything_of(client.pk)
    _record(request, client, "own_page.download", [part.table.model for part in parts if part.rows])
    text = json.dumps(
        {"made_at": clock.now().isoformat(), "tables": own_data.as_plain(parts)}, ensure_ascii=False, indent=1
    )
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mijn-gegevens-{clock.today():%Y-%m-%d}.json"'
    return response


@own_page("GET", "HEAD", "POST")
def erase(request: HttpRequest, client: Client) -> HttpResponse:
    """Ask that everything goes, follow what is decided, or take the question back."""
    if request.method == "POST" and request.POST.get("terug"):
        if erasures.take_back(client, request):
            messages.success(request, _("Je hebt je vraag ingetrokken. We wissen niets."))
        return redirect("own_page_erase")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        erasures.ask(client, request)
        messages.success(request, _("We hebben je vraag. Je hoort binnen een maand wat we doen."))
        return redirect("own_page_erase")
    living = erasures.living(client.pk)
    refused = client.erasures.filter(state=ErasureState.REFUSED).order_by("-pk").first() if living is None else None
    context = {"client": client, "form": form, "erasure": living, "refused": refused, "now": now.of(client)}
    return render(request, "mypage/erase.html", context)


def _store_choice(request: HttpRequest, client: Client) -> None:
    name = sharing.store(client, request.POST.get("organisatie", ""), request.POST.getlist("wat"), request)
    if name is None:
        messages.error(request, _("Deze organisatie staat niet meer in de lijst."))
    else:
        messages.success(request, _("Bewaard. Je keuze voor %(name)s geldt meteen.") % {"name": name})


def _tasks(client: Client) -> list[Task]:
    found = [item.task(client) for item in sorted(workplace.own_tasks.values(), key=lambda item: item.order)]
    own = [
        Task(_("Kijk of je gegevens kloppen"), reverse("own_page_data")),
        Task(_("Kies wie je gegevens mag zien"), reverse("own_page_share")),
    ]
    return [task for task in found if task is not None] + own


def _sections(request: HttpRequest, client: Client) -> list[dict[str, Any]]:
    """Return the parts of other floors that have something to show, in their order."""
    found = []
    for item in sorted(workplace.own_sections.values(), key=lambda item: item.order):
        context = item.context(request, client)
        if context is not None:
            found.append({"slug": item.slug, "template": item.template, "context": context})
    return found


def _answers(client: Client) -> list[Answer]:
    born = formats.date_format(client.birth_date, "j F Y") if client.birth_date else ""
    place = client.municipality.name if client.municipality else ""
    return [
        Answer(_("Naam"), client.full_name),
        Answer(_("Telefoonnummer"), readable_phone(client.phone) if client.phone else ""),
        Answer(_("E-mailadres"), client.email),
        Answer(_("Liefst contact"), str(client.get_contact_way_display())),
        Answer(_("Beste moment"), client.contact_moment),
        Answer(_("Geboortedatum"), born),
        Answer(_("Postcode"), client.postcode or (_("geen vast adres") if client.has_no_address else "")),
        Answer(_("Gemeente"), place),
    ]


def _record(request: HttpRequest, client: Client, action: str, tables: list[str]) -> None:
    log.record(
        action,
        object_kind="client",
        object_ids=[client.pk],
        client_ids=[client.pk],
        fields=tables,
        request=request,
        purpose="own_page",
    )
