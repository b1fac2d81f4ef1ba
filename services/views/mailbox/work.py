"""What is open for a mailbox: the list, one referral, a step on it, and whether the organisation knows the person."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.dutch_fields import NameField
from services.forms.answers import StepForm
from services.mailboxes import links
from services.models import Mailbox, Referral
from services.referrals import answering
from services.referrals.answering import mark_seen
from services.referrals.known_here import may_ask
from services.referrals.lifecycle import OPEN, RUNNING, Party, ReferralState
from services.views import detail
from services.views.frame import page
from services.views.lists import ROWS, row_of
from services.views.mailbox.frame import actor_of, draw, inside, mailbox_page
from services.views.step import Visit, answer
from services.views.steps import NOTE, STEPS, Step, sides_of, steps_for

RECEIVER = frozenset({Party.RECEIVER})
STILL_THEIRS = (ReferralState.SENT, *RUNNING)
"""After a step that ends in one of these the mailbox is to move, or may be: it gets a link to come back with."""


class AcceptForm(StepForm):
    """Who of the organisation will be in touch: nobody there has an account to choose."""

    name = NameField(
        label=gettext_lazy("Wie neemt contact op?"),
        help_text=gettext_lazy("De naam van een collega. De verwijzer leest deze naam."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        empty=gettext_lazy("Vul in wie contact opneemt."),
    )


def _accept(actor: Actor, referral: Referral, form: Any) -> None:
    answering.accept(actor, referral, name=form.cleaned_data["name"])


MAILBOX_STEPS = tuple(
    replace(step, form=AcceptForm, act=_accept) if step.event == "accept" else step
    for step in STEPS
    if Party.RECEIVER in sides_of(step)
)
BY_SLUG = {step.slug: step for step in MAILBOX_STEPS}


@mailbox_page()
def home(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    """List everything that is open for this mailbox; who may lose a home or power on top."""
    found = Referral.objects.received_by_mailbox(mailbox).filter(state__in=OPEN).threats_first()
    page_obj = Paginator(found.with_list_columns(), ROWS).get_page(request.GET.get("page"))
    shown = list(page_obj)
    log.record(
        "referrals.list",
        object_kind="referral",
        object_ids=[r.pk for r in shown],
        client_ids=[r.client_id for r in shown],
        reasons=["mailbox"],
        organisation_id=mailbox.organisation_id,
        request=request,
    )
    rows = [replace(row_of(r, Party.RECEIVER), url=reverse("mailbox_referral", args=[r.reference])) for r in shown]
    return draw(request, "home", inside(mailbox) | {"rows": rows, "page_obj": page_obj})


def _open(request: HttpRequest, mailbox: Mailbox, reference: str) -> Referral | None:
    """Return a referral to this mailbox; None when it is for others or does not exist, without saying which."""
    found = Referral.objects.received_by_mailbox(mailbox).with_list_columns().filter(reference=reference)
    asked = ("case", "region", "sender", "receiver", "better_offer", "client__municipality", "parent")
    return found.select_related(*asked).first()


def _not_yours(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    request.refusal_reasons = ["no_grant"]  # type: ignore[attr-defined]
    return draw(request, "not_yours", inside(mailbox), status=403)


def _head(found: Referral, mailbox: Mailbox) -> dict[str, Any]:
    return detail.head(found, RECEIVER, None) | inside(mailbox) | {
        "referral_url": reverse("mailbox_referral", args=[found.reference]),
        "back_url": reverse("mailbox_home"),
    }  # fmt: skip


@mailbox_page()
def referral(request: HttpRequest, mailbox: Mailbox, reference: str) -> HttpResponse:
    """Show one referral, as far as it is open to the receiver now."""
    found = _open(request, mailbox, reference)
    if found is None:
        return _not_yours(request, mailbox)
    mark_seen(actor_of(request, mailbox), found)
    shown = detail.content_for(found, RECEIVER)
    log.record(
        "referral.read",
        object_kind="referral",
        object_ids=[found.pk],
        client_ids=[found.client_id],
        fields=[step.value for step in shown],
        reasons=["mailbox"],
        organisation_id=mailbox.organisation_id,
        request=request,
    )
    context = _head(found, mailbox) | detail.body(found, RECEIVER, shown)
    context["steps_now"] = [_as_link(found, step) for step in steps_for(None, found, RECEIVER, MAILBOX_STEPS)]
    context["known_url"] = reverse("mailbox_known", args=[found.reference]) if may_ask(found, RECEIVER) else ""
    return page(request, "referral", context)


def _as_link(found: Referral, step: Step) -> dict[str, Any]:
    return {"title": step.title, "url": reverse("mailbox_step", args=[found.reference, step.slug]), "main": step.main}


@mailbox_page("GET", "HEAD", "POST")
def step(request: HttpRequest, mailbox: Mailbox, reference: str, slug: str) -> HttpResponse:
    """Show a step, or take it."""
    wanted = BY_SLUG.get(slug)
    if wanted is None:
        raise Http404(slug)
    found = _open(request, mailbox, reference)
    if found is None:
        return _not_yours(request, mailbox)

    def come_back(changed: Referral) -> None:
        """The link that brought somebody here died with the step; mail one for the state it is in now."""
        if changed.state in STILL_THEIRS and wanted.event != NOTE:
            links.mail(mailbox, changed)

    actor = actor_of(request, mailbox)
    return answer(
        Visit(request, actor, found, RECEIVER, wanted, lambda: _head(found, mailbox), MAILBOX_STEPS, come_back)
    )


@mailbox_page("POST")
def known(request: HttpRequest, mailbox: Mailbox, reference: str) -> HttpResponse:
    """Tell whether the organisation knows the person already: yes or no, and nothing else."""
    found = _open(request, mailbox, reference)
    if found is None:
        return _not_yours(request, mailbox)
    detail.say_whether_known(request, actor_of(request, mailbox), found)
    return redirect("mailbox_referral", reference=found.reference)
