"""The parts of the dossier the workplace itself contributes: overview, intake, time line and access."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from intake import shared
from intake.models import Case, DataCategory
from partners.models import Layer
from rmt_portal.contributions import DossierTab, workplace
from rmt_portal.workplace import attention_pages, profile_facts, timeline
from rmt_portal.workplace.access_tab import who_sees
from rmt_portal.workplace.dossier import dossier_of, empty_contact_form
from rmt_portal.workplace.outcomes import card as outcomes
from rmt_portal.workplace.rows import dossier_url, layer_of

RECENT_ENTRIES = 5


def overview(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return the quick note, the cards of the other apps and what happened last."""
    opened = dossier_of(request)
    cards = sorted(workplace.cards.values(), key=lambda card: card.order) if opened.layer >= Layer.WORK else []
    return {
        "form": empty_contact_form(case) if opened.may_write and not opened.has_ended else None,
        "conflict": None,
        "cards": [
            {"slug": c.slug, "title": c.title, "template": c.template, "context": context}
            for c in cards
            if (context := c.context(request, case)) is not None
        ],
        "entries": timeline.recent(case, RECENT_ENTRIES) if opened.layer >= Layer.WORK else [],
        "timeline_url": dossier_url(case, "tijdlijn"),
    }


def intake(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return what the person told when registering."""
    shows_contact = dossier_of(request).shows_contact
    return {
        "groups": profile_facts.groups(case, layer_of(case), shared.categories(case, layer_of(case)), shows_contact),
        "hidden": profile_facts.hidden(case, layer_of(case)),
    }


def whole_timeline(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return everything that happened, or one kind of it."""
    kind = request.GET.get("soort", "")
    kind = kind if kind in timeline.KINDS else ""
    return {
        "entries": timeline.entries(case, kind) if layer_of(case) >= Layer.WORK else [],
        "kinds": timeline.filter_links(case, kind, dossier_url(case, "tijdlijn")),
    }


OWN_CARDS = (attention_pages.CARD, *outcomes.CARDS)
OWN_TABS = (
    DossierTab("overzicht", gettext_lazy("Overzicht"), "workplace/tabs/overview.html", overview, 0),
    DossierTab(
        "intake", gettext_lazy("Intake"), "workplace/tabs/intake.html", intake, 10, frozenset(DataCategory.values)
    ),
    DossierTab("tijdlijn", gettext_lazy("Tijdlijn"), "workplace/tabs/timeline.html", whole_timeline, 80),
    DossierTab("toegang", gettext_lazy("Toegang"), "workplace/tabs/access.html", who_sees, 90),
)
