"""Looking at who has access: per organisation, with the confirmation that it was seen, and as a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import access, access_review
from partners.access_review import Period, Person, Place
from rmt_portal import clock, csv_file
from rmt_portal.audit import log
from rmt_portal.contributions import TodayNumber
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only

FACTORS = {"totp": gettext_lazy("app met codes"), "webauthn": gettext_lazy("passkey")}
HEADER = (
    gettext_lazy("organisatie"), gettext_lazy("naam"), gettext_lazy("e-mail"), gettext_lazy("rollen"),
    gettext_lazy("sinds"), gettext_lazy("tot en met"), gettext_lazy("laatst ingelogd"), gettext_lazy("tweede stap"),
    gettext_lazy("eigen dossiers open"), gettext_lazy("geopend in nood"), gettext_lazy("slapend"),
    gettext_lazy("account open"),
)  # fmt: skip

DUE = TodayNumber(
    "toegang-nakijken",
    gettext_lazy("Toegang nakijken"),
    access_review.due_count,
    lambda: reverse("admin:access_reviews"),
    80,
    for_whom=access_review.is_reviewer,
)


@require_safe
@member_only
def reviews(request: HttpRequest, member: Member) -> HttpResponse:
    """List the organisations this person reviews, what is due first."""
    access.require(request, access.may(member.user, access_review.REVIEW))
    places = sorted(access_review.places_of(member.user), key=lambda place: not place.is_due)
    log.record("review.read", object_kind="partners.organisation",
               object_ids=sorted({place.organisation.pk for place in places}), request=request)  # fmt: skip
    context = page_context(request, _("Toegang nakijken")) | {"places": places, "periods": list(Period)}
    return TemplateResponse(request, "workplace/oversight/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def review(request: HttpRequest, member: Member, organisation: int, region: int) -> HttpResponse:
    """Show who has access at one organisation; POST confirms that it was seen."""
    access.require(request, access.may(member.user, access_review.REVIEW))
    place = _place(member, organisation, region)
    if request.method == "POST":
        access_review.confirm(place, actor_of(request, member), request=request)
        messages.success(
            request, _("Vastgelegd: je zag wie toegang heeft bij %(name)s.") % {"name": place.organisation}
        )
        return redirect("admin:access_reviews")
    people = access_review.people_of([place])
    log.record(
        "review.read", object_kind="partners.user", object_ids=[person.user.pk for person in people], request=request
    )
    context = page_context(request, _("Toegang nakijken")) | {
        "place": place,
        "people": [{"person": person, "factors": _factors(person)} for person in people],
        "days": Period.QUARTER.days,
    }
    return TemplateResponse(request, "workplace/oversight/review.html", context)


@require_POST
@member_only
def export(request: HttpRequest, member: Member) -> HttpResponse:
    """Answer with everybody this person reviews as a file, over a quarter or a year."""
    access.require(request, access.may(member.user, access_review.REVIEW))
    wanted = request.POST.get("periode")
    period = Period.YEAR if wanted == Period.YEAR else Period.QUARTER
    people = access_review.people_of(access_review.places_of(member.user), period)
    log.record("review.export", object_kind="partners.user", object_ids=[person.user.pk for person in people],
               reasons=[f"rows:{len(people)}"], request=request)  # fmt: skip
    return csv_file.response(f"toegang-{period}-{clock.today():%Y-%m-%d}", HEADER, map(as_row, people))


def as_row(person: Person) -> list[Any]:
    """Return one person as the cells of the file, in the order of :data:`HEADER`."""
    user = person.user
    return [
        person.organisation.name,
        user.name,
        user.email,
        ", ".join(person.roles),
        person.since,
        person.until or "",
        user.last_login.date() if user.last_login else _("nog nooit"),
        _factors(person),
        person.open_grants,
        person.emergencies,
        _yes(person.is_dormant),
        _yes(user.is_active),
    ]


def _place(member: Member, organisation: int, region: int) -> Place:
    """Return a place this member reviews.

    Raises:
        Http404: this member reviews nothing there.
    """
    found = [p for p in access_review.places_of(member.user) if p.key == (organisation, region)]
    if not found:
        raise Http404
    return found[0]


def _factors(person: Person) -> str:
    return ", ".join(str(FACTORS.get(factor, factor)) for factor in person.second_factors) or _("geen")


def _yes(value: bool) -> str:
    return _("ja") if value else _("nee")
