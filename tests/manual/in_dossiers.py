"""What stands in the dossiers of the region: plans, services, money, work that was found, opportunities, referrals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.test import Client as Http

from intake import aftercare_moments, appointments, endings, placements
from intake.models import Aftercare, Case, Placement
from matching.client_matches import rank_client
from matching.decisions import asking as asking_why
from matching.decisions import deciding, dismissing, why_not
from matching.employers import notices
from matching.models import NoticeKind, Vacancy
from matching.vacancies import candidates
from partners.models import LegalBasis, Organisation
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import Requirement
from services.figures.months import Month
from services.grants import asking, checking, doing
from services.grants import deciding as granting
from services.grants.checking import Practice
from services.models import (
    ActionPlan,
    PlanTemplate,
    Referral,
    ReferralConcept,
    Scheme,
    Service,
    ServiceGrant,
    ServiceKind,
)
from services.money import paying
from services.plans import agreeing, making
from services.referrals import answering, asking_client, sending
from services.schemes import loading
from tests.matching.factories import VacancyFactory, occupation
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services import mailboxes
from tests.services.factories import ServiceFactory, works_for
from tests.services.figures.months import as_told
from tests.services.grants import NOBODY_PAYS, company, pot_with
from tests.workplace.signing_in import client_enters

if TYPE_CHECKING:
    from tests.manual.region import Region

CLIENT = Actor()
JOBS = (
    ("ober", "Hotel De Kroon"), ("ober", "Eetcafé de Linde"), ("kok", "Zorggroep De Linde"),
    ("heftruckchauffeur", "Berkelstroom Logistiek"), ("schoonmaker", "Schoon & Co"),
    ("magazijnmedewerker", "Berkelstroom Logistiek"),
)  # fmt: skip


def _by(region: Region, who: str) -> Actor:
    return works_for(region.staff[who])


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def plans(region: Region) -> None:
    """Sami's plan holds, that of Ahmad waits for his yes, Anneke's is a concept; Olena has none."""
    coach, example = _by(region, "fatima"), PlanTemplate.objects.order_by("position", "pk").first()
    made = {who: making.make(_fresh(region.cases[who]), coach, example) for who in ("sami", "ahmad", "anneke", "kees")}
    for who in ("sami", "ahmad", "kees"):
        agreeing.propose(made[who], coach)
    for who in ("sami", "kees"):
        with row_security.client(region.cases[who].client_id):
            agreeing.agree(ActionPlan.objects.get(pk=made[who].pk), CLIENT)
    region.at["stap"] = f"{region.dossier()}plan/stap/{made['sami'].steps.order_by('pk').first().pk}/"


def catalogue(region: Region) -> None:
    """What the region offers, with who gives it and what it costs."""
    school = Organisation.objects.get(name="Graafschap College")
    loading.load(region.region)
    practice = ServiceKind.PRACTICE_LEARNING
    rows = (
        ("heftruck", "Cursus heftruck", ServiceKind.TRAINING, people.fnv(), "scholing", "295", 1),
        ("vca", "VCA basis", ServiceKind.TRAINING, people.uwv(), "vaardigheid", "180", 1),
        ("praktijkleren", "Praktijkverklaring zorg", practice, school, "praktijkverklaring", "750", 6),
        ("proef", "Proefplaatsing", ServiceKind.TRIAL_PLACEMENT, people.uwv(), "proefplaatsing", "0", 2),
        ("taalles", "Taal op de werkvloer", ServiceKind.LANGUAGE, school, "", "0", 4),
    )  # fmt: skip
    for code, name, kind, provider, scheme, cost, months in rows:
        made = ServiceFactory(
            code=code, name=name, kind=kind, provider=provider, region=region.region, cost=Decimal(cost), months=months,
            summary="Je leert wat je nodig hebt om te beginnen.", waiting_weeks=months, checked_on=clock.today(),
            checked_by=region.staff["karin"],
            scheme=Scheme.objects.get(region=region.region, code=scheme) if scheme else None,
        )  # fmt: skip
        if scheme == "scholing":
            made.gives.add(Requirement.objects.get(code="heftruckcertificaat"))


def grants(region: Region) -> None:
    """Services of Sami and Kees in every state; pots with money; the accredited company."""
    sami, kees = _fresh(region.cases["sami"]), _fresh(region.cases["kees"])
    coach, holder = _by(region, "fatima"), _by(region, "bea")
    for amount, scheme in (("60000", "scholing"), ("9000", "praktijkverklaring"), ("5000", "maatwerk")):
        pot = pot_with(sami, amount, scheme)
        region.at[scheme] = f"/admin/budget/pot/{pot.public_id}/"
        region.at[f"terug-{scheme}"] = f"{region.at[scheme]}terug/{pot.entries.get(kind='allot').pk}/"
    company()
    found = {service.code: service for service in asking.can_be_asked(region.region.pk)}
    running = _asked(region, kees, found["heftruck"])
    checking.check(running, coach, NOBODY_PAYS)
    granting.approve(running, holder)
    doing.start(running, coach, clock.today(), running.ends_on)
    paying.pay(ServiceGrant.objects.get(pk=running.pk), holder, Decimal(180), "2026-117")
    to_decide = _asked(region, sami, found["heftruck"])
    checking.check(to_decide, coach, NOBODY_PAYS)
    learning = _asked(region, sami, found["praktijkleren"])
    checking.record_practice(
        _asked(region, kees, learning.service), coach,
        Practice(company("100000002"), "SBB-4711", *(clock.today() - timedelta(days=3) for _n in range(3))),
    )  # fmt: skip
    for name, grant, case in (("loopt", running, kees), ("beslissen", to_decide, sami), ("leren", learning, sami)):
        region.at[f"inzet-{name}"] = f"/admin/dossier/{case.client.public_id}/inzet/{grant.public_id}/"
        region.at[f"geld-{name}"] = f"/admin/budget/inzet/{grant.public_id}/"


def _asked(region: Region, case: Case, service: Service) -> ServiceGrant:
    plan = asking.plan_of(case)
    assert plan
    today = clock.today()
    what = asking.Wanted(
        service, list(plan.goals.all()[:1]), today, today + timedelta(days=28), service.cost or Decimal(0),
        "Met het certificaat kan hij meteen beginnen.",
    )  # fmt: skip
    return asking.ask(_fresh(case), _by(region, "fatima"), what)


def work(region: Region) -> None:
    """Petra works, Bas ended with a new job, and Sami has an appointment."""
    coach, today = _by(region, "fatima"), clock.today()
    job = placements.Work(
        employer_name="Zorggroep De Linde", function="helpende", contract="permanent", hours=28, wage_band="to_20",
        starts_on=today - timedelta(days=20),
    )  # fmt: skip
    for who in ("petra", "bas"):
        case = _fresh(region.cases[who])
        placements.place(case, coach, job, version=case.version)
    petra = Placement.objects.get(case=region.cases["petra"])
    moment = aftercare_moments.next_of(petra)
    assert moment
    Aftercare.objects.filter(pk=moment.pk).update(due_on=today - timedelta(days=1))
    region.at["nazorg"] = f"{region.dossier('petra')}nazorg/{moment.kind}/"
    bas = _fresh(region.cases["bas"])
    endings.close(bas, coach, "work", ended_on=today, version=bas.version)
    http = Http()
    client_enters(http, bas.client)
    region.enters("bas", http)
    made = appointments.book(
        _fresh(region.cases["sami"]), coach, at=clock.now() + timedelta(days=3, hours=4), way="desk",
        place="Stadhuis Doetinchem, Raadhuisstraat 2",
    )  # fmt: skip
    region.at["afspraak"] = f"{region.dossier()}afspraak/{made.public_id}/"


def opportunities(region: Region) -> None:
    """Work for Sami: proposed, agreed on, laid aside as wrong, asked about; and who fits a vacancy."""
    sami, coach = region.cases["sami"], _by(region, "fatima")
    for job, employer in JOBS:
        VacancyFactory(work=job, employer_name=employer, hours_min=24, hours_max=32)
    profile = sami.client.work_profile
    profile.education = 3
    profile.save()
    profile.experiences.create(position=0, occupation=occupation("ober"), years=6)
    profile.has.add(Requirement.objects.get(code="heftruckcertificaat"))
    rank_client(sami.client_id)
    first, second = Vacancy.objects.filter(title="Ober").order_by("pk")
    wrong = Vacancy.objects.filter(title="Schoonmaker").get()
    deciding.release(sami.client, second, coach)
    with row_security.client(sami.client_id):
        agreed = deciding.release(sami.client, first, coach)
        deciding.answer(deciding.answer(agreed, "yes", CLIENT), "agree", CLIENT)
    dismissing.dismiss(
        sami.client, wrong, dismissing.Choice("vacancy_wrong", what="Deze baan is al weg."), coach
    )  # fmt: skip
    far = VacancyFactory(title="Chauffeur in Aalten", postcode4="7121", place="Aalten", hours_min=38, hours_max=40)
    question = why_not.answer(asking_why.ask_why(sami.client, far, coach))
    truck = Vacancy.objects.filter(title="Heftruckchauffeur").get()
    own = region.dossier()
    region.at |= {
        "wegleggen": f"{own}kansen/{truck.pk}/wegleggen/",
        "antwoord": f"{own}kansen/{second.pk}/antwoord/",
        "profiel": f"{own}kansen/{first.pk}/profiel/",
        "uitleg": f"{own}kansen/{truck.pk}/uitleg/",
        "waarom-niet": f"{own}waarom-niet/{question.pk}/",
        "vacature": f"/admin/vacatures/{first.pk}/",
    }
    candidates.ask(first)
    told = notices.Told(
        NoticeKind.VACANCY, "Berkelstroom Logistiek", "", "7001 AB", "Ria Smit", "0314 123456",
        "ria@berkelstroom.example", "Medewerker magazijn", text="Je pakt dozen in en laadt de wagen.",
    )  # fmt: skip
    region.at["bericht"] = f"/admin/van-werkgevers/{notices.receive(told, region.region).pk}/"


def referrals(region: Region) -> None:
    """Referrals to the union, the debt worker, the school and a team with a mailbox, each at another step."""
    fatima, karin = _by(region, "fatima"), _by(region, "karin")
    talk = ServiceFactory(
        name="Loopbaangesprek", summary="Drie gesprekken over wat je kunt en wilt.", waiting_weeks=2, capacity=4,
        checked_on=clock.today(), checked_by=karin.user,
    )  # fmt: skip
    ServiceFactory(name="Cursus sollicitatie", kind=ServiceKind.TRAINING, summary="Twee dagdelen.")
    debts = ServiceFactory(name="Hulp bij schulden", kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    mailboxes.proven_mailbox()
    wishes = {"sami": "Sami wil weten welk werk bij hem past.", "anneke": "Wil graag met mensen werken."}
    made = {who: _sent(region, who, people.fnv(), talk, why) for who, why in wishes.items()}
    made["schuld"] = _sent(region, "olena", people.debt_help(), debts, "")
    made["team"] = _sent(region, "jeroen", mailboxes.buurtteam(), None, "Wil mensen leren kennen in de buurt.")
    made["vraag"] = _sent(region, "samira", people.fnv(), None, "Wil hulp bij het solliciteren.")
    answering.request_info(karin, made["vraag"], "Op welke dagen heeft Samira tijd?")
    answering.accept(karin, made["anneke"])
    Referral.objects.filter(pk=made["schuld"].pk).update(escalated_at=clock.now())
    for name, referral in made.items():
        region.at[f"verwijzing-{name}"] = f"/verwijzingen/{referral.reference}/"
    region.at["dienst"] = f"/verwijzingen/menukaart/{talk.pk}/"
    region.at["aanbod"] = f"/verwijzingen/aanbod/{talk.pk}/"
    answers: dict[str, dict[str, Any]] = {
        "hulp": {"service": talk.pk}, "waarom": {"why": "Wil weten wat past.", "urgency": "normal"}
    }  # fmt: skip
    concept = ReferralConcept.objects.create(
        case=region.cases["ahmad"], owner=fatima.user, organisation=people.municipality(), answers=answers
    )
    region.at["concept"] = f"/verwijzingen/concept/{concept.public_id}/"
    asked = ReferralConcept.objects.create(
        case=region.cases["sami"], owner=fatima.user, organisation=people.municipality(),
        answers={"hulp": {"service": Service.objects.get(name="Cursus sollicitatie").pk}, "waarom": answers["waarom"]},
    )  # fmt: skip
    asking_client.ask(fatima, asked)
    region.at["gevraagd"] = f"/mijn/verwijzing/vraag/{asked.public_id}/"
    region.at["stop-delen"] = f"/mijn/verwijzing/{made['sami'].reference}/stop/"
    _mailbox(region, made["team"])


def _sent(region: Region, who: str, to: Organisation, service: Service | None, why: str) -> Referral:
    urgency = "normal" if why else "threat"
    wanted = sending.Request(
        receiver_organisation=to, service=service, why=why, urgency=urgency, done_before="Cv gemaakt." if why else ""
    )
    referral = sending.draft(_by(region, "fatima"), _fresh(region.cases[who]), wanted)
    sending.send(_by(region, "fatima"), referral, LegalBasis.CONSENT, "samen op het scherm")
    return referral


def _mailbox(region: Region, referral: Referral) -> None:
    """Somebody of the team asks for the code and comes in; the newest link was not used yet."""
    all_work()
    reader = mailboxes.Reader()
    region.at["mail-link"] = reader.newest_link()
    half = mailboxes.Reader()
    half.http = Http()
    half.asks_a_code()
    region.enters("half", half.http)
    region.enters("team", reader.comes_in().http)
    region.at["mail"] = f"/verwijzingen/per-mail/{referral.reference}/"


def figures(region: Region) -> None:
    """A month with something in every table."""
    month = Month.newest()
    partners = [people.municipality().pk, people.fnv().pk, people.debt_help().pk]
    as_told(month, region.region, partners, Scheme.objects.get(region=region.region, code="scholing").pk)
    behind = f"maand={month.code}&rapport=aanmeldingen&tabel=per-gemeente&rij=GM0222"
    region.at["dossiers"] = f"/admin/cijfers/dossiers/?{behind}"


PARTS = (catalogue, plans, grants, work, opportunities, referrals, figures)
