"""Lists under a name: shown as links above the candidate list, saved from its filters, renamed and thrown away."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from intake import saved_lists
from intake.models import MAX_LIST_NAME, MOST_LISTS, SavedList
from rmt_portal.audit import log
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.candidate_filters import CandidateFilters
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.refusal import member_only, missing

MINE = "mijn"
AGAIN = gettext_lazy("Deze lijst is er niet meer.")


class NameForm(BsnGuardMixin, HouseForm):
    """What a list is called."""

    submit_label = gettext_lazy("Bewaar")
    name = LineField(
        label=gettext_lazy("Hoe heet deze lijst?"),
        max_length=MAX_LIST_NAME,
        help_text=gettext_lazy("Alleen jij ziet dit. Schrijf geen naam van een kandidaat op."),
        empty=gettext_lazy("Geef de lijst een naam."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def address(row: SavedList) -> str:
    """Return where a list is."""
    url = reverse("admin:my_candidates" if row.mine else "admin:candidates")
    return f"{url}?{urlencode(row.filters)}" if row.filters else url


def links(filters: CandidateFilters) -> list[dict[str, Any]]:
    """Return this colleague's lists as links above the list; one query."""
    kept = filters.kept()
    return [
        {
            "name": row.name,
            "url": address(row),
            "current": not filters.text and row.mine == filters.mine and row.filters == kept,
        }
        for row in SavedList.objects.filter(user=filters.member.user).order_by("name", "pk")
    ]


def save_url(filters: CandidateFilters) -> str:
    """Return where the filters in use can be kept; nothing to keep, or a search among them: nowhere."""
    kept = filters.kept()
    if filters.text or not kept:
        return ""
    return f"{reverse('admin:list_save')}?{urlencode(kept | ({MINE: '1'} if filters.mine else {}))}"


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def save(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask for a name, and keep the filters of this address under it."""
    filters = CandidateFilters.read(request, member, mine=bool(request.GET.get(MINE)))
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            row = saved_lists.keep(member.user, name, mine=filters.mine, filters=filters.kept())
        except saved_lists.NameTaken:
            form.add_error("name", _("Je hebt al een lijst met deze naam. Kies een andere naam."))
        except saved_lists.TooMany:
            form.add_error(None, _("Je hebt al %(most)d lijsten. Gooi er eerst een weg.") % {"most": MOST_LISTS})
        else:
            _log(request, "list.save", row)
            messages.success(request, _("Bewaard. Je vindt “%(name)s” boven de lijst.") % {"name": name})
            return redirect(address(row))
    context = {"form": form, "says": filters.in_words(), "back_url": _list_url(filters)}
    return _page(request, _("Bewaar deze lijst"), "workplace/saved_list.html", context)


@require_http_methods(["GET", "HEAD"])
@member_only
def all_lists(request: HttpRequest, member: Member) -> HttpResponse:
    """Show this colleague's lists, each with what can be done with it."""
    rows = SavedList.objects.filter(user=member.user).order_by("name", "pk")
    shown = [{"row": row, "url": address(row)} for row in rows]
    return _page(request, _("Mijn lijsten"), "workplace/saved_lists.html", {"rows": shown, "most": MOST_LISTS})


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def rename(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give a list another name."""
    row = SavedList.objects.filter(user=member.user, pk=pk).first()
    if row is None:
        return missing(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            saved_lists.rename(row, form.cleaned_data["name"])
        except saved_lists.NameTaken:
            form.add_error("name", _("Je hebt al een lijst met deze naam. Kies een andere naam."))
        else:
            _log(request, "list.rename", row)
            messages.success(request, _("De lijst heet nu “%(name)s”.") % {"name": row.name})
            return redirect("admin:lists")
    context = {"form": form, "says": "", "back_url": reverse("admin:lists")}
    return _page(request, _("Geef de lijst een andere naam"), "workplace/saved_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def remove(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Ask whether a list may go, and throw it away."""
    row = SavedList.objects.filter(user=member.user, pk=pk).first()
    if row is None:
        if request.method != "POST":
            return missing(request)
        messages.info(request, AGAIN)
        return redirect("admin:lists")
    if request.method == "POST":
        _log(request, "list.remove", row)
        saved_lists.remove(row)
        messages.success(request, _("“%(name)s” is weg. Aan de kandidaten veranderde niets.") % {"name": row.name})
        return redirect("admin:lists")
    return _page(request, _("Lijst weggooien?"), "workplace/saved_list_remove.html", {"row": row})


def _list_url(filters: CandidateFilters) -> str:
    url = reverse("admin:my_candidates" if filters.mine else "admin:candidates")
    return f"{url}?{urlencode(filters.kept())}"


def _log(request: HttpRequest, action: str, row: SavedList) -> None:
    log.record(action, object_kind="intake.savedlist", object_ids=[row.pk], fields=sorted(row.filters), request=request)


def _page(request: HttpRequest, title: str, template: str, more: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, page_context(request, title) | more)
