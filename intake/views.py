"""The pages of the registration (UX J3 to J13): each question its own address, no script needed, nothing lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intake import answers_in_words, assisting, cohorts, doors, drafts, places, receivers, registrations, steps, teams
from intake.models import RegistrationDraft
from intake.questions import NONE, Context, Question, municipality_of
from intake.steps import Step
from partners import sessions
from rmt_portal.audit import bsn
from rmt_portal.nlds.context import brand_of, brands_of, show_brand
from rmt_portal.nlds.help_lines import HELP_LINES
from rmt_portal.reference.models import RegionBrand

CHECK = "controle"
LAST_OF_WHO = "geboortedatum"
"""After this question it is known who somebody is, and whether the team knows this person."""
View = Callable[..., HttpResponse]


def public(*methods: str) -> Callable[[View], View]:
    """Open a page to everybody, keep it out of caches, and speak for the region of the draft."""

    def decorate(view: View) -> View:
        @wraps(view)
        def speak(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            draft = _own(request, drafts.of(request.session))
            if draft is not None and draft.region is not None and hasattr(draft.region, "brand"):
                show_brand(request, draft.region.brand)
            else:
                teams.show_chosen(request)
            return view(request, draft, **kwargs)

        allowed: View = require_http_methods(list(methods))(speak) if methods else require_safe(speak)
        return login_not_required(never_cache(allowed))

    return decorate


def _own(request: HttpRequest, draft: RegistrationDraft | None) -> RegistrationDraft | None:
    """Leave a draft alone that another member of staff fills in for somebody."""
    is_mine = draft is None or draft.recorded_by_id in (None, request.user.pk)
    return draft if is_mine else None


@public("GET", "HEAD", "POST")
def begin(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Go to the first question, or ask what to do when there are answers already; POST begins anew."""
    doors.arrive(request)
    teams.choose(request, request.GET.get(teams.PARAMETER, ""))
    teams.show_chosen(request)
    return _ask_code_again(request, draft) or _begin(request, draft)


def _ask_code_again(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse | None:
    """Remember the code of an employer in the address; one that is not taken is asked again, with what was typed."""
    typed = request.GET.get("code", "")
    if typed:
        try:
            taken = cohorts.arrive(request.session, cohorts.guess(typed, get_client_ip(request)))
        except cohorts.TooManyTries:
            taken = None
        if taken is None:
            return redirect(f"{reverse('registration_code')}?{urlencode({'code': typed[:60]})}")
    cohorts.join(request.session, draft)
    return None


def _begin(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    first = _url(steps.STEPS[0], query=request.GET.urlencode())
    if _sent_for_another(request):
        drafts.forget(request.session, and_wipe=False)
    if request.method == "POST":
        _throw_away(request, draft)
        return redirect("assist" if draft is not None and draft.recorded_by_id else first)
    if draft is not None and draft.answers:
        return render(request, "intake/already_begun.html", {"next_url": unfinished_url(draft), "draft": draft})
    if draft is None and _is_sent(request):
        return render(request, "intake/already_sent.html")
    if not brand_of(request).is_open:
        return render(request, "intake/closed.html", {"others": _open_teams()})
    if teams.must_choose(request):
        return redirect("registration_team")
    return redirect(first)


@public("GET", "HEAD", "POST")
def team(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Find the team by postcode, on a site of several regions."""
    return teams.find_team(request)


@public("GET", "HEAD", "POST")
def question(request: HttpRequest, draft: RegistrationDraft | None, slug: str) -> HttpResponse:
    """Show one question, or store its answer and go on."""
    step = steps.BY_SLUG.get(slug)
    if step is None:
        raise Http404(slug)
    detour = _detour(request, draft, step)
    if detour is not None:
        return detour
    context = _context(request, draft)
    if request.method != "POST":
        stored = context.answers.get(step.slug)
        form = step.form(context=context)
        form.initial = steps.as_initial(form, stored) if stored is not None else _guess(request, step, context)
        return _show(request, step, form, draft)
    if draft is not None and not _is_of(request, draft):
        return render(request, "intake/other_tab.html", {"next_url": unfinished_url(draft)}, status=409)
    form = step.form(request.POST, context=context)
    if not form.is_valid():
        return _show(request, step, form, draft)
    return _store(request, step, form, draft or _new_draft(request, step))


def _detour(request: HttpRequest, draft: RegistrationDraft | None, step: Step) -> HttpResponse | None:
    """Return where somebody must go who can not answer this question now."""
    first = steps.STEPS[0]
    if step.is_for_staff and (draft is None or not step.applies(draft.answers)):
        return redirect(unfinished_url(draft) if draft else "registration")
    if draft is None:
        if _is_sent(request):
            if request.method == "POST":
                messages.warning(request, _("Je aanmelding was al verstuurd. Wat je net invulde, is niet bewaard."))
            return redirect("registration_done")
        can_start_here = step is first or (request.method == "POST" and not step.is_follow_up)
        if not can_start_here or not brand_of(request).is_open:
            return begin_again(request)
        return None
    earlier = steps.first_unanswered(draft.answers)
    skipped = earlier is not None and steps.STEPS.index(earlier) < steps.STEPS.index(step)
    if request.method != "POST" and (skipped or not step.applies(draft.answers)):
        return redirect(unfinished_url(draft))
    return None


def begin_again(request: HttpRequest) -> HttpResponse:
    """Lead to the beginning who has no answers in this browser (any more), and say where they may be."""
    messages.warning(
        request,
        _("Op dit apparaat staan geen antwoorden meer. Ging je verder op een ander apparaat? Ga daar dan verder."),
    )
    return redirect("registration")


def _new_draft(request: HttpRequest, step: Step) -> RegistrationDraft:
    if step is not steps.STEPS[0]:
        was_taken_up_elsewhere = drafts.key_of(request.session) is not None
        messages.warning(
            request,
            _(
                "Je eerdere antwoorden staan niet meer op dit apparaat. Ging je verder op een ander apparaat? "
                "Ga daar dan verder. Hier is alleen je laatste antwoord er nog."
            )
            if was_taken_up_elsewhere
            else _("Je was lang weg, of je wiste alles. Alleen je laatste antwoord is er nog."),
        )
    return drafts.start(request.session, doors.of(request), answers=cohorts.answers_on_arrival(request.session))


def _store(request: HttpRequest, step: Step, form: Question, draft: RegistrationDraft) -> HttpResponse:
    values, old = form.to_remember(), draft.answers.get(step.slug)
    changes: dict[str, dict[str, Any] | None] = {step.slug: values}
    changes |= dict.fromkeys(steps.forgotten_by(step, old, values))
    brand: RegionBrand | None = brand_of(request)
    if step.slug == "postcode" and values["postcode"]:
        found = places.of_postcode(values["postcode"], brands_of(request))
        values["municipality"], brand = found.municipality_code, found.brand
        if brand is None:
            changes |= {"postcode": None, steps.ELSEWHERE: values}
    elif step.slug == "gemeente" and values["municipality"] != NONE:
        brand = places.of_municipality(values["municipality"], brands_of(request)) or brand
    try:
        drafts.save(draft, changes, **({"region": brand.region} if brand else {}))
    except RegistrationDraft.DoesNotExist:
        return redirect("registration")
    sessions.touch(request.session)
    _log_denied_bsn(request, form, draft)
    if brand is None:
        return redirect("registration_elsewhere")
    if step.slug == LAST_OF_WHO and request.GET.get("terug") != CHECK and assisting.is_known(draft):
        return redirect("assist_known")
    if step.slug == "zoeken" and steps.wants_money_help(draft.answers):
        return redirect(_keeping_return(request, reverse("registration_money")))
    return redirect(_after(request, step, draft))


@public()
def money(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Help at once for somebody with money worries, before the registration goes on."""
    if draft is None:
        return begin_again(request)
    next_url = _after(request, steps.BY_SLUG["zoeken"], draft)
    near = receivers.debt_help(brand_of(request).region, municipality_of(draft.answers))
    return render(request, "intake/money.html", {"next_url": next_url, "near": near, "help_lines": HELP_LINES})


@public()
def known(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Tell who fills in for somebody that the team knows this person, and whom to call; going on is allowed."""
    if draft is None or not draft.recorded_by_id or not assisting.is_known(draft):
        return redirect(unfinished_url(draft) if draft else "registration")
    return render(request, "intake/known.html", {"next_url": _after(request, steps.BY_SLUG[LAST_OF_WHO], draft)})


@public("GET", "HEAD", "POST")
def elsewhere(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Say which team helps at this postcode; POST goes on here with a postcode nobody knows."""
    asked = draft.answers.get(steps.ELSEWHERE) if draft else None
    if draft is None or asked is None:
        return redirect("registration")
    found = places.of_postcode(asked["postcode"], brands_of(request))
    if request.method == "POST" and found.region is None:
        drafts.save(draft, {"postcode": asked, steps.ELSEWHERE: None})
        return redirect(_after(request, steps.BY_SLUG["postcode"], draft))
    team = RegionBrand.objects.filter(region=found.region).first() if found.region else None
    context = {"found": found, "team": team, "postcode": asked["postcode"]}
    return render(request, "intake/elsewhere.html", context)


@public("GET", "HEAD", "POST")
def check(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Show all answers; POST sends them. A second send finds the registration the first one made."""
    if request.method == "POST":
        return _send(request, draft)
    if draft is None:
        return redirect("registration_done") if _is_sent(request) else begin_again(request)
    sections = answers_in_words.sections(_context(request, draft))
    context = {
        "sections": sections,
        "missing": [section for section in sections if section.is_missing],
        "concept": drafts.mark(draft),
        "back_url": _url(steps.applicable(draft.answers)[-1]),
        "draft": draft,
        "is_known": assisting.is_known(draft),
    }
    return render(request, "intake/check.html", context)


def _send(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    key = drafts.key_of(request.session)
    if key is None:
        return begin_again(request)
    if draft is not None and not _is_of(request, draft):
        return render(request, "intake/other_tab.html", {"next_url": unfinished_url(draft)}, status=409)
    try:
        registrations.submit(key, request=request)
    except registrations.Incomplete:
        messages.error(request, _("Er mist nog een antwoord. Vul het aan en verstuur dan."))
        return redirect("registration_check")
    except registrations.DraftIsGone:
        return begin_again(request)
    return redirect("registration_done")


@public()
def done(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Say the number, what happens next and when; the same page again at every reload."""
    registration = registrations.find(drafts.key_of(request.session) or "")
    if registration is None:
        return redirect("registration")
    if registration.recorded_by_id is not None:
        return redirect("assisted", registration.confirmation.public_id)
    show_brand(request, registration.case.region.brand)
    return render(request, "intake/done.html", {"registration": registration, "case": registration.case})


@public("GET", "HEAD", "POST")
def wipe(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Ask whether everything must go; POST throws the draft and the session away."""
    if request.method == "POST":
        was_sent = draft is None and _is_sent(request)
        _throw_away(request, draft)
        if draft is not None and draft.recorded_by_id:
            return redirect("assist")
        return redirect("registration_wiped_after_sending" if was_sent else "registration_wiped")
    return render(
        request,
        "intake/wipe.html",
        {
            "next_url": unfinished_url(draft) if draft else reverse("registration"),
            "draft": draft,
            "is_sent": draft is None and _is_sent(request),
        },
    )


def _throw_away(request: HttpRequest, draft: RegistrationDraft | None) -> None:
    """Wipe what is in this browser; a member of staff who fills in for somebody stays signed in."""
    if draft is not None and draft.recorded_by_id:
        drafts.forget(request.session, and_wipe=True)
    else:
        drafts.wipe(request.session)


def _sent_for_another(request: HttpRequest) -> bool:
    registration = registrations.find(drafts.key_of(request.session) or "")
    return registration is not None and registration.recorded_by_id is not None


@public()
def wiped(request: HttpRequest, draft: RegistrationDraft | None, after_sending: bool = False) -> HttpResponse:
    """Say that nothing is left on this device."""
    return render(request, "intake/wiped.html", {"after_sending": after_sending})


def _show(request: HttpRequest, step: Step, form: Question, draft: RegistrationDraft | None) -> HttpResponse:
    answers = draft.answers if draft else {}
    form.initial["concept"] = drafts.mark(draft) if draft else ""
    number, total = steps.position(step, answers)
    earlier = steps.before(step, answers)
    context = {"form": form, "step": step, "number": number, "total": total, "has_draft": draft is not None}
    context["back_url"] = _back_url(request, earlier)
    context["draft"] = draft
    return render(request, "intake/question.html", context)


def _context(request: HttpRequest, draft: RegistrationDraft | None) -> Context:
    every: Any = SimpleLazyObject(lambda: brands_of(request))  # few questions ask for the other teams
    return Context(brand_of(request), draft.answers if draft else {}, every)


def _guess(request: HttpRequest, step: Step, context: Context) -> dict[str, Any]:
    """Return first values for a question nobody answered: a postcode that was given before, to keep or correct."""
    if step.slug != "postcode":
        return {}
    given = {} if context.on_behalf else {"postcode": teams.postcode_given(request)}
    return context.answers.get(steps.ELSEWHERE) or given


def _is_sent(request: HttpRequest) -> bool:
    key = drafts.key_of(request.session)
    return key is not None and registrations.find(key) is not None


def _is_of(request: HttpRequest, draft: RegistrationDraft) -> bool:
    """Say whether the page that was sent in belongs to this draft, and not to one that was wiped in another tab."""
    return request.POST.get("concept") in ("", None, drafts.mark(draft))


def _after(request: HttpRequest, step: Step, draft: RegistrationDraft) -> str:
    following, unanswered = steps.next_after(step, draft.answers), steps.first_unanswered(draft.answers)
    if request.GET.get("terug") == CHECK:
        if following is not None and following.is_follow_up and following.slug not in draft.answers:
            return _keeping_return(request, _url(following))
        return reverse("registration_check")
    if unanswered is not None and (following is None or steps.STEPS.index(unanswered) < steps.STEPS.index(following)):
        following = unanswered
    return _url(following) if following else reverse("registration_check")


def unfinished_url(draft: RegistrationDraft) -> str:
    """Return where somebody goes on: the first question without an answer, or the check of all answers."""
    step = steps.first_unanswered(draft.answers)
    return _url(step) if step else reverse("registration_check")


def _back_url(request: HttpRequest, earlier: Step | None) -> str:
    if request.GET.get("terug") == CHECK:
        return reverse("registration_check")
    return _url(earlier) if earlier else "/"


def _url(step: Step, query: str = "") -> str:
    return reverse("registration_question", args=[step.slug]) + (f"?{query}" if query else "")


def _keeping_return(request: HttpRequest, url: str) -> str:
    return f"{url}?terug={CHECK}" if request.GET.get("terug") == CHECK else url


def _log_denied_bsn(request: HttpRequest, form: Question, draft: RegistrationDraft) -> None:
    bsn.note_denied(form, request, "registration_draft", [draft.pk], action="registration.bsn_denied")


def _open_teams() -> list[RegionBrand]:
    return list(RegionBrand.objects.filter(is_open=True).order_by("name"))
