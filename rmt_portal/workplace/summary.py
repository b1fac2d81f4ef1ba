"""A registration taken out as a summary, to paste or load in the own system, so that nobody types twice.

It holds what this reader may see and no more; sensitive answers only for who may see them and asks for them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import shared
from intake.models import DataCategory
from partners.models import Layer
from rmt_portal import clock, csv_file
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.workplace import profile_facts, words
from rmt_portal.workplace.dossier import Dossier, dossier_page, note
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.rows import dossier_url, row_of

EXPORT = "dossier.export"
Line = tuple[str, str]


@dossier_page(or_shared=True)
def summary(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Show the summary to copy, or give it as a file (``?vorm=txt`` or ``csv``); each time a line in the log."""
    may_have_all = bool(shared.categories(opened.case, opened.layer) & shared.SENSITIVE)
    with_all = may_have_all and request.GET.get("gevoelig") == "1"
    lines = lines_of(opened, with_all)
    shape = request.GET.get("vorm", "")
    note(request, opened, EXPORT, fields=[shape or "page", *(["sensitive"] if with_all else [])])
    name = f"samenvatting-{opened.case.reference}"
    if shape == "csv":
        return csv_file.response(name, [_("Vraag"), _("Antwoord")], lines)
    text = as_text(lines)
    if shape == "txt":
        answer = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.txt"'
        return answer
    context = page_context(request, gettext_lazy("Samenvatting")) | {
        "name": row_of(opened.case).name,
        "back_url": dossier_url(opened.case, "intake"),
        "text": text,
        "rows": text.count("\n") + 2,
        "may_have_all": may_have_all,
        "with_all": with_all,
    }
    return TemplateResponse(request, "workplace/summary.html", context)


def lines_of(opened: Dossier, with_all: bool) -> list[Line]:
    """Return questions with answers, as far as they are open; what is sensitive only with all, and no empty answers."""
    case, layer = opened.case, opened.layer if with_all else min(opened.layer, Layer.WORK)
    shown = shared.categories(case, layer) - (frozenset() if with_all else shared.SENSITIVE)
    lines: list[Line] = [(_("Nummer"), case.reference), *_contact(opened)]
    for group in profile_facts.groups(case, layer, shown, opened.shows_contact):
        lines += [(str(label), ", ".join(str(value) for value in values)) for label, values in group.facts if values]
    return [*lines, (_("Samenvatting van"), words.long_day(clock.today())), (_("Waarvoor"), _("alleen hulp naar werk"))]


def as_text(lines: list[Line]) -> str:
    """Write the lines as text to paste."""
    return "\n".join(f"{question}: {answer}" for question, answer in lines)


def _contact(opened: Dossier) -> list[Line]:
    """Return who it is; how to reach somebody only for the own caseload, as on the dossier itself."""
    client: Any = opened.client
    if not shared.opens(opened.case, DataCategory.CONTACT):
        return [(_("Wie"), client.initials)]
    way = " ".join([str(client.get_contact_way_display()), client.contact_moment]).strip()
    found = [(_("Naam"), client.full_name), (_("Liefst contact"), way)]
    if opened.shows_contact:
        found += [(_("Telefoon"), readable_phone(client.phone) if client.phone else ""), (_("E-mail"), client.email)]
    return [(question, answer) for question, answer in found if answer]
