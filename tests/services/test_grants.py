"""The life of a grant: who may do what in which state, what stands in the way, and what the database refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction

from intake import erasing
from intake.models import Case
from partners import access
from partners.models import Role, User
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import SYSTEM, Actor
from services.grants import asking, checking, deciding, doing, rules
from services.grants.lifecycle import GRANT_BY_EVENT, GRANT_TRANSITIONS, GrantParty, GrantState
from services.models import (
    Account,
    RegularResult,
    RegularSource,
    SchemeVersion,
    ServiceGrant,
    ServiceKind,
)
from services.money import ledger
from tests.partners.factories import MembershipFactory, UserFactory, fatima, fnv, ingrid, jan, municipality, uwv
from tests.rig.halves import first_now, some_now
from tests.services.every_event import colleague_with, refused_by_the_database, tried
from tests.services.factories import ServiceFactory, works_for
from tests.services.grants import (
    NOBODY_PAYS,
    asked,
    budget_holder,
    case_with_plan,
    company,
    forklift,
    in_state,
    outcomes,
    pot_with,
    scheme_of,
    service_of,
    wanted,
)
from tests.services.plans import case_with_coach

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[ServiceGrant, Actor], Any]] = {
    "check": lambda grant, actor: checking.check(grant, actor, NOBODY_PAYS),
    "send_back": lambda grant, actor: deciding.send_back(grant, actor, "Wat zegt UWV?"),
    "approve": deciding.approve,
    "refuse": lambda grant, actor: deciding.refuse(grant, actor, "Kan gratis bij de gemeente"),
    "withdraw": lambda grant, actor: asking.withdraw(grant, actor, "Heeft werk"),
    "start": lambda grant, actor: doing.start(grant, actor, clock.today(), grant.ends_on),
    "end": lambda grant, actor: doing.end(grant, actor, clock.today(), outcomes(grant)),
}


BY = {
    GrantParty.COACH: (Role.COACH, Role.INTAKE_WORKER),
    GrantParty.BUDGET_HOLDER: (Role.BUDGET_HOLDER,),
    GrantParty.SYSTEM: (),
}


@pytest.mark.parametrize("state", some_now(GrantState.values, ["requested"]))
def test_every_event_from_every_state_by_every_role(state):
    grant = in_state(state)
    case = Case.objects.get(pk=grant.case_id)
    people: dict[str, Actor] = {role: works_for(colleague_with(role, case)) for role in Role.values}
    assert set(ACTS) == {t.event for t in GRANT_TRANSITIONS}
    for event, act in ACTS.items():
        transition = GRANT_BY_EVENT[event]
        may = {role for party in transition.by for role in BY[party]}
        for role, actor in people.items():
            expected = state in transition.sources and role in may
            happened = tried(lambda act=act, actor=actor: act(grant, actor), events=grant.events.all())
            assert happened == expected, (event, role)
    actor = people[Role.COACH]
    with pytest.raises((Conflict, Refused)), transaction.atomic():
        ACTS["start"](grant, actor)
        ACTS["start"](grant, actor)


def test_no_state_changes_by_a_bare_update():
    grant = in_state("checked")
    rows = ServiceGrant.objects.filter(pk=grant.pk)
    refused_by_the_database(lambda: rows.update(state="refused"), "has no event")
    refused_by_the_database(lambda: rows.update(state="withdrawn"), "has no event")
    other = asked(grant.case, why_second="Er is ook een theoriedeel")
    bare = ServiceGrant.objects.filter(pk=other.pk)
    yes = {"decided_by": budget_holder(), "decided_at": clock.now(), "amount": 0, "state": "approved"}
    refused_by_the_database(lambda: bare.update(**yes), "four regular provisions")
    refused_by_the_database(lambda: bare.update(decided_by=fatima()), "grant_four_eyes")


def test_a_training_with_a_price_from_request_to_outcome():
    case = case_with_plan()
    pot = pot_with(case, "1000")
    coach, holder = works_for(fatima()), works_for(budget_holder())
    grant = asked(case)
    assert grant.reference.startswith("I-") and grant.decide_by == clock.today() + timedelta(days=14)
    assert list(ServiceGrant.objects.to_decide_by(holder.user)) == []
    grant = checking.check(grant, coach, NOBODY_PAYS)
    assert list(ServiceGrant.objects.to_decide_by(holder.user)) == [grant]
    grant = deciding.send_back(grant, holder, "Heeft UWV echt niets?")
    grant = checking.check(grant, coach, NOBODY_PAYS | {RegularSource.UWV: RegularResult.REFUSED})
    grant = deciding.approve(grant, holder)
    assert (ledger.balance(Account.FREE, pot=pot), ledger.balance(Account.RESERVED, pot=pot)) == (705, 295)
    grant = doing.start(grant, coach, clock.today(), grant.ends_on)
    assert (ledger.balance(Account.RESERVED, pot=pot), ledger.balance(Account.COMMITTED, pot=pot)) == (0, 295)
    case.refresh_from_db()
    assert case.state == "active"
    with pytest.raises(Refused, match="bij elk doel"):
        doing.end(grant, coach, clock.today(), {})
    grant = doing.end(grant, coach, clock.today(), outcomes(grant, "partly"))
    assert [row.outcome for row in grant.goals.all()] == ["partly"]
    told = [e.event for e in grant.events.all()]
    assert told == ["ask", "check", "send_back", "check", "approve", "start", "end"]
    logged = set(AuditLine.objects.filter(client_ids=[case.client_id]).values_list("action", flat=True))
    assert {"grant.ask", "grant.check", "grant.approve", "grant.start", "grant.end"} <= logged


def test_who_asked_never_decides():
    case = case_with_plan()
    pot_with(case, "1000")
    both = fatima()
    MembershipFactory(user=both, organisation=municipality(), role=Role.BUDGET_HOLDER)
    coach = Actor(both, municipality().pk)
    grant = asking.ask(case, coach, wanted(case))
    grant = checking.check(grant, coach, NOBODY_PAYS)
    for act in (ACTS["approve"], ACTS["refuse"], ACTS["send_back"]):
        with pytest.raises(Refused, match="Een andere budgethouder"):
            act(grant, coach)
    assert deciding.approve(grant, works_for(budget_holder())).state == "approved"


def test_who_pays_already_comes_first():
    grant, coach = asked(), works_for(fatima())
    with pytest.raises(Refused, match="alle vier"):
        checking.check(grant, coach, {RegularSource.UWV: RegularResult.REFUSED})
    with pytest.raises(Refused, match="al betaalt"):
        checking.check(grant, coach, NOBODY_PAYS | {RegularSource.EMPLOYER: RegularResult.PAYS_ALL})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": Decimal("5000.01")}, "hoogstens € 5.000 per persoon"),
        ({"ends_on": date(2020, 1, 1)}, "voor de eerste dag"),
        ({"starts_on": date(2020, 1, 1)}, "vanaf vandaag"),
        ({"goals": []}, "bij welk doel"),
    ],
)
def test_what_stands_in_the_way_is_said_in_words(changes, why):
    case = case_with_plan()
    with pytest.raises(Refused) as refused:
        asked(case, **changes)
    assert why in str(refused.value).replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_plan_and_for_debts_nothing_is_asked():
    case = case_with_coach()
    with pytest.raises(Refused, match="plan"):
        asked(case)
    with_plan = case_with_plan()
    debts = ServiceFactory(name="Schuldhulp", kind=ServiceKind.DEBT_HELP, region=with_plan.region)
    assert debts not in asking.can_be_asked(with_plan.region_id)
    with pytest.raises(Refused, match="verwijzing"):
        asked(with_plan, debts)


@pytest.mark.parametrize("code", first_now(["stap", "lkv-56-plus", "derde-leerweg"], 1))
def test_a_scheme_that_is_over_can_not_be_chosen_and_the_database_refuses_it_too(code):
    case = case_with_plan()
    over = service_of(case, code, ServiceKind.TRAINING, "500")
    assert over not in asking.can_be_asked(case.region_id)
    with pytest.raises(Refused):
        asked(case, over)
    grant = asked(case)
    version = SchemeVersion.objects.get(scheme=over.scheme)
    rows = ServiceGrant.objects.filter(pk=grant.pk)
    refused_by_the_database(lambda: rows.update(scheme_version=version), "nothing can start on")
    begun = version.valid_until - timedelta(days=3)
    refused_by_the_database(
        lambda: ServiceGrant.objects.create(
            reference="I-2020-1", client_id=case.client_id, case=case, plan=grant.plan, region=case.region,
            service=over, provider=over.provider, kind=over.kind, scheme_version=version, amount=1,
            starts_on=begun, ends_on=begun, why="x", requested_by=fatima(), decide_by=begun, why_second="x",
        ),
        "asked after it began",
    )  # fmt: skip
    with time_machine.travel(version.valid_until - timedelta(days=40)):
        soon = version.valid_until - timedelta(days=5)
        found = rules.version_for(over, soon)
        assert found == version and over in asking.can_be_asked(case.region_id)


def test_the_maximum_is_per_person_over_all_grants_of_a_scheme():
    case = case_with_plan()
    pot_with(case, "10000")
    in_state("approved", case, amount=Decimal(4000))
    with pytest.raises(Refused) as refused:
        asked(case, amount=Decimal(1001), why_second="Vervolg")
    said = str(refused.value).replace("\N{NO-BREAK SPACE}", " ")
    assert "kreeg al € 4.000: er is nog € 1.000" in said
    assert asked(case, amount=Decimal(1000), why_second="Vervolg").amount == 1000
    asked(case_with_plan(), amount=Decimal(5000))  # somebody else


def test_a_workplace_to_get_fit_costs_so_much_per_three_months():
    case = case_with_plan()
    place = service_of(case, "werkfitplek", ServiceKind.COACHING, "1250")
    today = clock.today()
    with pytest.raises(Refused, match="hoogstens"):
        asked(case, place, amount=Decimal(2500), ends_on=today + timedelta(days=80))
    asked(case, place, amount=Decimal(2500), ends_on=today + timedelta(days=120))


def test_a_second_of_the_same_kind_needs_a_reason_across_partners():
    case = case_with_plan()
    asked(case)
    of_another = ServiceFactory(kind=ServiceKind.TRAINING, region=case.region, provider=uwv(), cost=0)
    with pytest.raises(Refused, match="waarom deze er naast"):
        asked(case, of_another)
    with row_security.house("work"):
        grant = asked(case, of_another, why_second="Dit is alleen de theorie")
    assert grant.why_second
    refused_by_the_database(
        lambda: ServiceGrant.objects.create(
            **{f.attname: getattr(grant, f.attname) for f in ServiceGrant._meta.concrete_fields
               if f.name not in ("id", "public_id", "reference", "why_second")},
            reference="I-2026-9999",
        ),
        "needs a reason",
    )  # fmt: skip


def test_for_maatwerk_two_partners_agree_first():
    case = case_with_plan()
    pot_with(case, "1000", "maatwerk")
    service = service_of(case, "maatwerk", ServiceKind.COACHING, "250")
    coach, holder = works_for(fatima()), works_for(budget_holder())
    grant = checking.check(asked(case, service), coach, NOBODY_PAYS)
    with pytest.raises(Refused, match="twee partners"):
        deciding.approve(grant, holder)
    with pytest.raises(Refused, match="niet later dan vandaag"):
        checking.record_agreement(grant, coach, uwv(), clock.today() + timedelta(days=1))
    for partner in (uwv(), uwv(), fnv()):
        with pytest.raises(Refused, match="twee partners"):
            deciding.approve(grant, holder)
        checking.record_agreement(grant, coach, partner, clock.today())
    assert deciding.approve(ServiceGrant.objects.get(pk=grant.pk), holder).state == "approved"


def test_learning_at_work_starts_with_a_company_a_number_and_three_agreements():
    case = case_with_plan()
    pot_with(case, "1000", "praktijkverklaring")
    service = service_of(case, "praktijkverklaring", ServiceKind.PRACTICE_LEARNING, "750")
    today, coach = clock.today(), works_for(fatima())
    with pytest.raises(Refused, match="hoogstens 9 maanden"):
        asked(case, service, ends_on=today + timedelta(days=290))
    grant = in_state("approved", case, service)
    with pytest.raises(Refused, match="leerbedrijf"):
        doing.start(grant, coach, today, grant.ends_on)
    over = checking.Practice(company("1", until=date(2024, 1, 1)), "R-1", today, today, today)
    with pytest.raises(Refused, match="niet erkend"):
        checking.record_practice(grant, coach, over)
    unsigned = checking.Practice(company(), "R-1", today, today, today + timedelta(days=1))
    with pytest.raises(Refused, match="getekend"):
        checking.record_practice(grant, coach, unsigned)
    checking.record_practice(grant, coach, checking.Practice(unsigned.company, "R-1", today, today, today))
    refused_by_the_database(lambda: _start_without_practice(grant), "learning at work starts with")
    with pytest.raises(Refused, match="hoogstens 9 maanden"):
        doing.start(grant, coach, today, today + timedelta(days=290))
    assert doing.start(grant, coach, today, today + timedelta(days=270)).state == "started"


def _start_without_practice(grant: ServiceGrant) -> None:
    grant.practice.delete()
    ServiceGrant.objects.filter(pk=grant.pk).update(state="started", started_on=clock.today())


def test_a_trial_placement_lasts_two_months_and_is_decided_within_two_weeks():
    case = case_with_plan()
    trial = service_of(case, "proefplaatsing", ServiceKind.TRIAL_PLACEMENT, "0")
    today = clock.today()
    with pytest.raises(Refused, match="hoogstens 2 maanden"):
        asked(case, trial, ends_on=today + timedelta(days=75))
    with pytest.raises(Refused, match="kost het budget niets"):
        asked(case, trial, amount=Decimal(1))
    grant = asked(case, trial, ends_on=today + timedelta(days=55))
    assert grant.decide_by == today + timedelta(days=14)
    coach, holder = works_for(fatima()), works_for(budget_holder())
    grant = deciding.approve(checking.check(grant, coach, NOBODY_PAYS), holder)
    assert doing.start(grant, coach, today, grant.ends_on).pot is None


def test_an_older_page_changes_nothing():
    grant, coach = asked(), works_for(fatima())
    seen = grant.version
    asking.change(grant, works_for(ingrid()), wanted(grant.case, grant.service, why="Anders"), version=seen)
    for act in (
        lambda: asking.change(grant, coach, wanted(grant.case, grant.service), version=seen),
        lambda: checking.check(grant, coach, NOBODY_PAYS, version=seen),
        lambda: asking.withdraw(grant, coach, "", version=seen),
    ):
        with pytest.raises(Conflict) as first:
            act()
        assert first.value.row.changed_by == ingrid()


def test_another_organisation_and_another_region_do_nothing():
    grant = in_state("checked")
    with pytest.raises(access.Refused):
        asking.withdraw(grant, works_for(jan()), "")
    elsewhere: User = UserFactory(name="Budgethouder elders")
    MembershipFactory(user=elsewhere, region__code="AM10", role=Role.BUDGET_HOLDER)
    with pytest.raises(access.Refused):
        deciding.approve(grant, works_for(elsewhere))


def test_a_budget_holder_has_the_request_and_not_the_person():
    grant = in_state("checked")
    with row_security.person(budget_holder().pk):
        found = ServiceGrant.objects.with_service().get(pk=grant.pk)
        assert (found.service.name, found.checks.count()) == ("Cursus heftruck", 4)
        assert not Case.objects.filter(pk=grant.case_id).exists()
        assert deciding.approve(found, works_for(budget_holder())).state == "approved"
    with row_security.person(jan().pk):
        assert not ServiceGrant.objects.exists()


@pytest.mark.parametrize("state", first_now(["started", "requested", "checked", "approved", "ended"], 1))
def test_who_is_erased_leaves_sums_without_a_person(state):
    grant = in_state(state)
    pot = pot_with(grant.case, "1")
    erasing.erase(grant.client_id, SYSTEM)
    grant.refresh_from_db()
    over = {"started": "ended", "ended": "ended"}
    assert (grant.state, grant.why, grant.goals.count()) == (over.get(state, "withdrawn"), "", 0)
    assert sum(ledger.balance(a, pot=pot) for a in Account if a != Account.OUTSIDE) == 10001
    assert ledger.balance(Account.RESERVED, pot=pot) == 0


def test_rules_by_which_was_asked_stay_and_get_only_a_last_day():
    grant = in_state("approved")
    version = grant.scheme_version
    rows = SchemeVersion.objects.filter(pk=version.pk)
    refused_by_the_database(lambda: rows.update(max_amount=1), "they stay")
    refused_by_the_database(lambda: rows.update(valid_until=grant.starts_on - timedelta(days=1)), "starts after")
    refused_by_the_database(lambda: rows._raw_delete("default"), "they stay")
    rows.update(valid_until=grant.starts_on)
    later = {"scheme": version.scheme, "source": "besluit", "source_on": clock.today()}
    refused_by_the_database(
        lambda: SchemeVersion.objects.create(valid_from=grant.starts_on, **later), "two versions hold on one day"
    )
    SchemeVersion.objects.create(valid_from=grant.starts_on + timedelta(days=1), max_amount=6000, **later)
    assert scheme_of(grant.case, "scholing") == version.scheme  # loading again changes nothing
    assert forklift(grant.case).scheme.versions.count() == 3


def test_months_are_counted_as_people_do():
    assert rules.last_day(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert rules.last_day(date(2026, 6, 15), 9) == date(2027, 3, 15)
    assert rules.begun_months(date(2026, 1, 1), date(2026, 1, 31)) == 2
    assert rules.begun_months(date(2026, 1, 1), date(2026, 1, 30)) == 1
