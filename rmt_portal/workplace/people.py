"""Who works at my organisation: the list, invitations, leaving and absence. For the administrator of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partners import access, invitations
from partners.models import Absence, Invitation, Membership, Role, User
from partners.role_rules import givable
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only

MANAGE = "people.manage"


def administered(member: Member) -> list[Membership]:
    """Return the memberships in which this person administers."""
    return [m for m in member.memberships if m.role == Role.ADMINISTRATOR]


class InviteForm(HouseForm):
    """An address, a place and roles; only what this administrator may give is on offer."""

    submit_label = gettext_lazy("Stuur de uitnodiging")
    show_optional = False
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres van het werk"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Vul het e-mailadres in."),
            "invalid": gettext_lazy("Vul een e-mailadres in zoals naam@organisatie.nl."),
        },
    )
    place = forms.ChoiceField(label=gettext_lazy("Organisatie en regio"))
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Rollen"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies minstens een rol.")},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{m.organisation_id}-{m.region_id}": m for m in administered(member)}
        self.givable = {key: givable(member.user, m.organisation, m.region_id) for key, m in self.places.items()}
        offered = set().union(*self.givable.values()) if self.givable else set()
        choices = [(key, f"{m.organisation}, {m.region.name}") for key, m in self.places.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        self.fields["place"].initial = choices[0][0] if choices else None
        self.fields["roles"].choices = [(r.value, r.label) for r in Role if r in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse roles that do not go with the chosen place."""
        data = super().clean() or self.cleaned_data
        roles, place = data.get("roles"), data.get("place")
        if roles and place:
            wrong = [str(Role(role).label) for role in roles if role not in self.givable[place]]
            if wrong:
                said = {"roles": ", ".join(wrong), "place": self.places[place].organisation}
                message = _("Deze rol past niet bij %(place)s, of je mag hem niet geven: %(roles)s.") % said
                self.add_error("roles", ValidationError(message))
        return data


@member_only
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """List the people of the own organisations with their roles, and the invitations that are under way."""
    access.require(request, access.may(member.user, MANAGE))
    organisations = sorted({m.organisation_id for m in administered(member)})
    today = clock.today()
    held = Membership.objects.filter(organisation__in=organisations).exclude(active_until__lt=today)
    held = held.select_related("user", "organisation", "region").order_by("organisation__name", "user__name", "user")
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for m in held:
        row = rows.setdefault(
            (m.organisation_id, m.user_id),
            {"user": m.user, "organisation": m.organisation, "roles": [], "until": None},
        )
        row["roles"].append(m.get_role_display())
        row["until"] = m.active_until or row["until"]
    waiting = Invitation.objects.open().filter(organisation__in=organisations)
    away = Absence.objects.filter(
        organisation__in=organisations, ended_at__isnull=True, until_on__gte=today
    ).select_related("deputy")
    for absence in away.order_by("-from_on"):
        if found := rows.get((absence.organisation_id, absence.user_id)):
            found["absence"] = absence
    log.record(
        "people.list", object_kind="partners.user", object_ids=sorted({user for _o, user in rows}), request=request
    )
    context = page_context(request, _("Mensen")) | {
        "rows": list(rows.values()),
        "invitations": [
            {"invitation": i, "roles": [Role(r).label for r in i.roles]} for i in waiting.select_related("organisation")
        ],
    }
    return TemplateResponse(request, "workplace/people.html", context)


@member_only
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask for an address and roles, and send the link. The answer is the same for an address that has an account."""
    access.require(request, access.may(member.user, MANAGE))
    form = InviteForm(request.POST if request.method == "POST" else None, member=member)
    if not form.is_valid():
        context = page_context(request, _("Nodig iemand uit")) | {"form": form}
        return TemplateResponse(request, "workplace/person_form.html", context)
    data = form.cleaned_data
    place = form.places[data["place"]]
    invitations.invite(
        data["email"],
        place.organisation,
        place.region_id,
        data["roles"],
        actor_of(request, member),
        request=request,
    )
    said = {"email": data["email"]}
    messages.success(request, _("De uitnodiging gaat naar %(email)s. De link werkt 72 uur.") % said)
    return redirect("admin:people")


@require_POST
@member_only
def withdraw(request: HttpRequest, member: Member, public_id: UUID) -> HttpResponse:
    """Let a link stop working."""
    access.require(request, access.may(member.user, MANAGE))
    organisations = [m.organisation_id for m in administered(member)]
    found = Invitation.objects.filter(public_id=public_id, organisation__in=organisations).first()
    if found is None:
        raise Http404
    if invitations.withdraw(found, actor_of(request, member), request=request):
        messages.success(request, _("De uitnodiging is ingetrokken. De link werkt niet meer."))
    else:
        messages.info(request, _("Deze uitnodiging was al gebruikt, verlopen of ingetrokken."))
    return redirect("admin:people")


def colleague(member: Member, pk: int) -> tuple[User, Membership]:
    """Return a person who works at an organisation this member administers, with one of those memberships.

    Raises:
        Http404: there is no such person there.
    """
    organisations = [m.organisation_id for m in administered(member)]
    held = Membership.objects.filter(user=pk, organisation__in=organisations).exclude(active_until__lt=clock.today())
    found = held.select_related("user", "organisation").order_by("organisation").first()
    if found is None:
        raise Http404
    return found.user, found
