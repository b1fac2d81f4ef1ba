"""Which of the teams on this site somebody came for, before the postcode decides: several regions share one site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from intake import places
from rmt_portal.nlds.context import brands_of, show_brand, speak_for_all
from rmt_portal.nlds.dutch_fields import PostcodeField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.reference.models import RegionBrand

PARAMETER = "regio"
_TEAM, _POSTCODE = "team", "postcode"


class TeamForm(HouseForm):
    """The postcode, asked first on a site of several regions."""

    submit_label = _("Zoek mijn team")
    postcode = PostcodeField(label=_("Wat is je postcode?"), help_text=_("Bijvoorbeeld 7001 AB."))


def open_here(request: HttpRequest) -> list[RegionBrand]:
    """Return the teams of this site where people can register."""
    return [brand for brand in brands_of(request) if brand.is_open]


def must_choose(request: HttpRequest) -> bool:
    """Say whether this site has several teams and nothing tells yet which one somebody needs."""
    return len(open_here(request)) > 1 and chosen(request) is None


def choose(request: HttpRequest, slug: str, postcode: str = "") -> RegionBrand | None:
    """Remember the team somebody came for; a team that is not of this site is left alone."""
    team = next((brand for brand in brands_of(request) if slug and brand.slug == slug), None)
    if team is not None:
        request.session[_TEAM] = team.slug
        request.session[_POSTCODE] = postcode
    return team


def chosen(request: HttpRequest) -> RegionBrand | None:
    """Return the team somebody came for in this session."""
    slug = request.session.get(_TEAM)
    return next((brand for brand in brands_of(request) if slug and brand.slug == slug), None)


def show_chosen(request: HttpRequest) -> None:
    """Let a page speak for the team somebody came for."""
    if (team := chosen(request)) is not None:
        show_brand(request, team)


def postcode_given(request: HttpRequest) -> str:
    """Return the postcode with which somebody found the team, so that it is not asked twice."""
    return str(request.session.get(_POSTCODE, ""))


def find_team(request: HttpRequest) -> HttpResponse:
    """Ask the postcode, and show who helps there: a team of this site, or the region that does."""
    if must_choose(request):
        speak_for_all(request)
    form = TeamForm(request.POST if request.method == "POST" else None)
    teams = open_here(request)
    context = {"form": form, "teams": teams, "found": None, "team": None}
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/team.html", context)
    found = places.of_postcode(form.cleaned_data["postcode"], brands_of(request))
    if found.brand is not None:
        choose(request, found.brand.slug, form.cleaned_data["postcode"])
        show_brand(request, found.brand)
    other = RegionBrand.objects.filter(region=found.region).first() if found.region else None
    context |= {"found": found, "team": found.brand, "other": other, "postcode": form.cleaned_data["postcode"]}
    return render(request, "intake/team.html", context)


def begin_with(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin at one of the teams, for somebody who has no postcode at hand."""
    choose(request, slug)
    return redirect("registration")
