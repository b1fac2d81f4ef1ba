"""People who may be known twice: the list with the evidence in words, the verdict, the preview, and taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from intake.duplicates import evidence, judging, merging, preview
from intake.models import Client, ClientMerge, DuplicatePair, Verdict
from partners import access
from partners.models import Layer, Role
from rmt_portal.audit import log
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing

MOST_SHOWN = 50
ROLES = {Role.INTAKE_WORKER.value, Role.COORDINATOR.value}


class MergeForm(HouseForm):
    """The choices of a merge; what somebody would newly see has no default, so that a human decides."""

    submit_label = gettext_lazy("Voeg samen")
    show_optional = False

    def __init__(self, *args: Any, asked: preview.Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for field in asked.fields:
            self.fields[f"veld_{field.slug}"] = _radio(
                field.title,
                [(preview.KEPT, field.kept or _("(leeg)")), (preview.GONE, field.gone or _("(leeg)"))],
                initial=field.default,
            )
        if asked.chooses_profile:
            sides = [(preview.KEPT, _("Van de eerste aanmelding")), (preview.GONE, _("Van de tweede aanmelding"))]
            self.fields["profiel"] = _radio(_("Welk werkprofiel blijft?"), sides, initial=preview.KEPT)
        if asked.coaches:
            coaches = [(str(row.pk), f"{row.coach}, {row.organisation}") for row in asked.coaches]
            self.fields["coach"] = _radio(_("Welke coach gaat verder?"), coaches)
        for question in asked.access:
            choices = [
                ("ja", _("Ziet straks alles van deze persoon (%(layer)s)") % {"layer": question.layer}),
                ("nee", _("Toegang stopt")),
            ]
            title = _("%(who)s ziet nu maar een van de twee. Wat gebeurt er?") % {"who": question.who}
            self.fields[f"toegang_{question.key}"] = _radio(title, choices)

    @property
    def choices(self) -> merging.Choices:
        """What was chosen, for the action."""
        data = self.cleaned_data
        return merging.Choices(
            fields={field.slug: data[f"veld_{field.slug}"] for field in self.asked.fields},
            access={q.key: data[f"toegang_{q.key}"] == "ja" for q in self.asked.access},
            coach=int(data["coach"]) if self.asked.coaches else None,
            profile=data.get("profiel", preview.KEPT),
        )


def _radio(label: Any, choices: list[tuple[str, Any]], initial: str | None = None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        widget=forms.RadioSelect,
        error_messages={"required": _("Maak hier een keuze.")},
    )


def _require(member: Member, roles: set[str] = ROLES) -> None:
    if not roles & member.roles:
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))


@member_only
def duplicates(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the pairs to look at, the strongest first, with names as far as they are open."""
    _require(member)
    pairs = list(judging.to_do(member.user)[:MOST_SHOWN])
    ids = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    named = set(Client.objects.visible_to(member.user, Layer.WORK).filter(pk__in=ids).values_list("pk", flat=True))
    open_to = Client.objects.visible_to(member.user, Layer.WORK).values_list("pk", flat=True)
    recent = merging.merges_of(open_to) if Role.INTAKE_WORKER in member.roles else []
    shown = ids | {row.kept_id for row in recent}
    log.record("duplicates.list", object_kind="intake.duplicatepair", client_ids=shown, request=request)
    context = page_context(request, _("Misschien dubbel")) | {
        "rows": [_row(pair, named) for pair in pairs],
        "recent": recent,
        "may_merge": Role.INTAKE_WORKER in member.roles,
    }
    return TemplateResponse(request, "workplace/arrivals/duplicates.html", context)


def _row(pair: DuplicatePair, named: set[int]) -> dict[str, Any]:
    people = [
        {
            "name": person.full_name if person.pk in named else person.initials,
            "since": person.created_at,
            "place": person.municipality.name if person.municipality else "",
        }
        for person in (pair.first, pair.second)
    ]
    return {
        "pair": pair,
        "people": people,
        "evidence": evidence.in_words(pair.evidence),
        "is_same": pair.verdict == Verdict.SAME,
    }


@require_POST
@member_only
def judge(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Remember "zelfde persoon" or "andere persoon"; the first leads on to the preview for who may merge."""
    pair = judging.to_do(member.user).filter(pk=pk).first() if ROLES & member.roles else None
    if pair is None:
        return missing(request)
    said = request.POST.get("oordeel", "")
    if said not in (Verdict.SAME, Verdict.OTHER):
        messages.error(request, _("Kies zelfde persoon of andere persoon. Er is nog niets gebeurd."))
        return redirect("admin:duplicates")
    judging.judge(pair, said, actor_of(request, member), request=request)
    if said == Verdict.SAME and Role.INTAKE_WORKER in member.roles:
        return redirect("admin:duplicate_merge", pk=pair.pk)
    if said == Verdict.SAME:
        messages.success(request, _("Onthouden: zelfde persoon. Een intakemedewerker voegt de twee samen."))
    else:
        messages.success(request, _("Onthouden: twee verschillende personen. We vragen het niet opnieuw."))
    return redirect("admin:duplicates")


def _not_to_do(request: HttpRequest) -> HttpResponse:
    """Answer for a pair that is not on the list: who just chose hears that a colleague was first."""
    if request.method != "POST":
        return missing(request)
    messages.warning(request, _("Deze twee staan niet meer op jouw lijst: een collega was je voor."))
    return redirect("admin:duplicates")


@member_only
def merge(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what a merge does, field by field and who would see more, and do it."""
    if Role.INTAKE_WORKER not in member.roles:
        return missing(request)
    pair = judging.to_do(member.user).filter(pk=pk).first()
    if pair is None:
        return _not_to_do(request)
    actor = actor_of(request, member)
    try:
        asked = preview.of(pair.first, pair.second, actor)
    except preview.CanNotMerge as refused:
        messages.error(request, str(refused))
        return redirect("admin:duplicates")
    form = MergeForm(request.POST if request.method == "POST" else None, asked=asked)
    if form.is_valid():
        try:
            merging.merge(pair.first, pair.second, actor, form.choices, request=request)
        except preview.AlreadyMerged as done:
            messages.warning(request, str(done))
            return redirect("admin:duplicates")
        except preview.CanNotMerge as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Samengevoegd. Je kunt dit 30 dagen lang terugdraaien, onderaan deze pagina."))
            return redirect("admin:duplicates")
    both = [pair.first_id, pair.second_id]
    log.record(
        "duplicates.preview", object_kind="intake.duplicatepair", object_ids=[pair.pk], client_ids=both, request=request
    )
    context = page_context(request, _("Twee aanmeldingen samenvoegen")) | {
        "form": form,
        "form_has_errors": bool(form.errors),
        "asked": asked,
        "evidence": evidence.in_words(pair.evidence),
    }
    return TemplateResponse(request, "workplace/arrivals/merge.html", context)


@require_POST
@member_only
def undo(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take a merge back."""
    merged = ClientMerge.objects.filter(pk=pk).select_related("kept").first()
    if merged is None or Role.INTAKE_WORKER not in member.roles:
        return missing(request)
    try:
        merging.undo(merged, actor_of(request, member), request=request)
    except PermissionDenied:
        return missing(request)
    except merging.CanNotUndo as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Teruggedraaid: het zijn weer twee personen, zoals het was."))
    return redirect("admin:duplicates")
