"""Writing down the work somebody found, how it goes there, and how the case ends or goes on."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from intake import aftercare, endings, placements
from intake.models import Aftercare, AftercareKind, AftercareResult, WorkToWork
from rmt_portal.workplace import words
from rmt_portal.workplace.outcomes import forms
from rmt_portal.workplace.outcomes.opening import Opened, outcome_page
from rmt_portal.workplace.outcomes.work_form import WorkForm, start_values
from rmt_portal.workplace.refusal import missing
from rmt_portal.workplace.rows import row_of

ASKS = ("GET", "HEAD", "POST")


@outcome_page(*ASKS, when=lambda opened: opened.runs)
def work_found(opened: Opened) -> HttpResponse:
    """Ask what work somebody found: the only way to "heeft werk"."""
    form = WorkForm(opened.posted, case=opened.case, initial=_known_days(opened) | {"version": opened.case.version})
    before, intro = opened.known_work, ""
    if before is not None:
        known = {"work": before, "day": words.long_day(before.starts_on)}
        intro = _("Nu staat er: %(work)s, vanaf %(day)s. Dat werk eindigt de dag voor het nieuwe begint.") % known

    def act() -> None:
        placements.place(opened.case, opened.actor, form.work(), **form.along(), request=opened.request)

    said = _("Bewaard: %(name)s heeft werk. De nazorg staat gepland.") % {"name": row_of(opened.case).name}
    about = _("Dit blijft gewoon lopen. Is iets niet meer nodig nu er werk is? Rond het dan af.")
    title = _("Werk gevonden")
    return opened.fill_in(form, act, title=title, done=said, intro=intro, runs=opened.still_runs, about_runs=about)


@outcome_page(*ASKS, when=lambda opened: opened.runs and opened.known_work is not None)
def work_changed(opened: Opened) -> HttpResponse:
    """Put right what stands there about the work."""
    values = _known_days(opened) | start_values(opened.work) | {"version": opened.case.version}
    form = WorkForm(opened.posted, case=opened.case, initial=values)

    def act() -> None:
        placements.correct(opened.work, opened.actor, form.work(), **form.along(), request=opened.request)

    return opened.fill_in(form, act, title=_("Wijzig het werk"), done=_("Bewaard."))


@outcome_page(*ASKS, when=lambda opened: opened.runs and opened.known_work is not None)
def work_stopped(opened: Opened) -> HttpResponse:
    """Write down that the work stopped."""
    form = forms.StopForm(opened.posted, initial={"version": opened.case.version})

    def act() -> None:
        data = form.cleaned_data
        placements.stop(opened.work, opened.actor, data["ended_on"], version=data["version"], request=opened.request)

    what = {"work": opened.work}
    intro = _("%(work)s. Daarna zoekt de kandidaat weer werk, en vervalt de nazorg die nog open staat.") % what
    said = _("Bewaard. De kandidaat zoekt weer werk.")
    return opened.fill_in(form, act, title=_("Het werk is gestopt"), done=said, intro=intro)


@outcome_page(*ASKS)
def held(opened: Opened, slug: str) -> HttpResponse:
    """Write down a moment of aftercare."""
    if slug not in AftercareKind.values:
        return missing(opened.request)
    waiting = Aftercare.objects.open().filter(placement__case=opened.case, kind=slug)
    moment = waiting.select_related("placement__case").first()
    if moment is None:
        return opened.not_now()
    form = forms.AftercareForm(opened.posted, initial={"version": opened.case.version})

    def act() -> Aftercare:
        return aftercare.record(moment, opened.actor, **form.told(), request=opened.request)

    title = _("Nazorg %(when)s") % {"when": AftercareKind(slug).label}
    return opened.fill_in(form, act, title=title, done=_after, intro=str(moment.placement))


def _after(moment: Aftercare) -> str:
    """Say what was kept, and what comes next."""
    if moment.result == AftercareResult.OTHER_WORK:
        return _("Bewaard. Schrijf nu het nieuwe werk op: kies “Ander werk”.")
    if moment.result == AftercareResult.STOPPED:
        return _("Bewaard. De kandidaat zoekt weer werk.")
    if moment.kind == AftercareKind.HALF_YEAR:
        return _("Bewaard. Dit was de laatste nazorg. Je kunt dit dossier nu afsluiten.")
    return _("Bewaard.")


@outcome_page(*ASKS, when=lambda opened: opened.runs)
def close(opened: Opened) -> HttpResponse:
    """Ask how the case ended."""
    runs = opened.still_runs
    form = forms.CloseForm(opened.posted, running=runs, initial={"version": opened.case.version})

    def act() -> None:
        endings.close(opened.case, opened.actor, **form.told(), request=opened.request)

    said = _("Het dossier is afgesloten. Binnen zes maanden kun je het weer openen.")
    intro = _("Daarna stopt wat nog gepland staat: afspraken, nazorg en het plan.")
    about = _("Kies hieronder wat ermee gebeurt, of rond het eerst zelf af.")
    title = _("Dossier afsluiten")
    return opened.fill_in(form, act, title=title, done=said, intro=intro, runs=runs, about_runs=about)


@outcome_page(*ASKS)
def reopen(opened: Opened) -> HttpResponse:
    """Ask why the case goes on."""
    until = endings.reopens_until(opened.case)
    if until is None:
        return opened.not_now()
    has_work = opened.known_work is not None
    form = forms.ReopenForm(opened.posted, has_work=has_work, initial={"version": opened.case.version})

    def act() -> None:
        endings.reopen(opened.case, opened.actor, **form.told(), request=opened.request)

    intro = _("Dit kan tot en met %(day)s. Wat er stond, blijft staan. Later? Meld de kandidaat dan opnieuw aan.")
    said = _("Het dossier is weer open. Bel de kandidaat binnen twee werkdagen.")
    day = words.long_day(until)
    return opened.fill_in(form, act, title=_("Dossier weer openen"), done=said, intro=intro % {"day": day})


def _known_days(opened: Opened) -> dict[str, Any]:
    noted: WorkToWork | None = getattr(opened.case, "work_to_work", None)
    return {"old_work_ends_on": noted.old_work_ends_on, "starts_on": noted.new_work_starts_on} if noted else {}
