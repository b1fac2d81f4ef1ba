"""Coming in by mail: the link, the code, a new link for a dead one, and proving a mailbox."""

from allauth.core.internal.httpkit import get_client_ip
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rmt_portal.nlds.forms import HouseForm
from services.mailboxes import addresses, codes, links, sessions
from services.models import MailboxLink
from services.views.mailbox.frame import draw, ended, public_page

TOO_MANY = gettext_lazy("Je hebt vaak een code gevraagd. Wacht een uur en vraag dan een nieuwe.")
WRONG: dict[codes.Answer, Promise] = {
    codes.Answer.WRONG: gettext_lazy("Deze code klopt niet. Kijk in de nieuwste mail en typ de 6 cijfers over."),
    codes.Answer.USED_UP: gettext_lazy("Je hebt te vaak een verkeerde code ingevuld. Vraag hieronder een nieuwe code."),
    codes.Answer.TOO_OLD: gettext_lazy("Deze code is te oud. Een code werkt 10 minuten. Vraag hieronder een nieuwe."),
}


class CodeForm(HouseForm):
    """The six digits of the mail."""

    submit_label = gettext_lazy("Ga verder")
    show_optional = False
    code = forms.CharField(
        label=gettext_lazy("Code uit de mail"),
        max_length=20,
        help_text=gettext_lazy("6 cijfers. De mail komt binnen een minuut. Kijk ook bij ongewenste mail."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "rmt-width-15"}
        ),
        error_messages={
            "required": gettext_lazy("Vul de 6 cijfers uit de mail in."),
            "max_length": gettext_lazy("Vul alleen de 6 cijfers uit de mail in."),
        },
    )


@public_page("GET", "HEAD", "POST")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to mail a code; the link alone opens nothing, and opening the page sends nothing."""
    if request.method == "POST" and request.POST.get("nieuw"):
        links.ask_again(token, get_client_ip(request) or "")
        return draw(request, "link_mailed", {})
    try:
        found = links.find(token)
    except links.LinkIsDead:
        return _dead(request, token)
    mailbox = sessions.current(request)
    if mailbox is not None and mailbox.pk == found.mailbox_id:
        return redirect("mailbox_referral", reference=found.referral.reference)
    if request.method != "POST":
        return draw(
            request, "link", {"organisation": found.mailbox.organisation, "reference": found.referral.reference}
        )
    return _send_code(request, found)


def _dead(request: HttpRequest, token: str) -> HttpResponse:
    """Say that a link works no more; who is inside already goes on to the referral."""
    mailbox = sessions.current(request)
    found = links.known(token) if mailbox is not None else None
    if found is not None and mailbox is not None and found.mailbox_id == mailbox.pk:
        return redirect("mailbox_referral", reference=found.referral.reference)
    return draw(request, "link_dead", {}, status=410)


def _send_code(request: HttpRequest, found: MailboxLink) -> HttpResponse:
    if not codes.ask(request.session, found, request):
        messages.warning(request, str(TOO_MANY))
        return draw(request, "link", {"organisation": found.mailbox.organisation, "reference": found.referral.reference,
                                      "too_many": True}, status=429)  # fmt: skip
    return redirect("mailbox_code")


@public_page("GET", "HEAD", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was mailed, and open the session."""
    try:
        found = codes.asked_for(request.session)
    except links.LinkIsDead:
        return draw(request, "link_dead", {"changed": True}, status=410)
    if found is None:
        return ended(request)
    if request.method == "POST" and request.POST.get("nieuw"):
        sent = codes.ask(request.session, found, request)
        text = _("Er is een nieuwe code onderweg. De oude code werkt niet meer.") if sent else str(TOO_MANY)
        (messages.success if sent else messages.warning)(request, text)
        return redirect("mailbox_code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = codes.check(request.session, found, form.cleaned_data["code"])
        if answer is codes.Answer.RIGHT:
            sessions.enter(request, found.mailbox)
            return redirect("mailbox_referral", reference=found.referral.reference)
        addresses.record("mailbox.wrong_code", found.mailbox, request=request, result="refused", reasons=[answer.value])
        form.add_error("code", str(WRONG[answer]))
    return draw(request, "code", {"form": form})


@public_page("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Close the session, on a computer that others use too."""
    sessions.leave(request)
    return redirect("mailbox_left")


@public_page()
def left(request: HttpRequest) -> HttpResponse:
    """Say that nothing is open any more."""
    return draw(request, "left", {})


@public_page("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mailbox will receive, and let it on the button."""
    try:
        if request.method == "POST":
            mailbox = addresses.confirm(token, request)
            return draw(request, "confirmed", {"organisation": mailbox.organisation})
        mailbox = addresses.to_confirm(token)
    except addresses.ConfirmationIsDead:
        return draw(request, "confirm_dead", {}, status=410)
    return draw(request, "confirm", {"wanted": mailbox})
