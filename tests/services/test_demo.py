"""The demo region: whoever starts the portal for the first time finds it filled, whatever the day."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from intake.models import Case, CaseState
from partners.models import Membership
from rmt_portal import clock
from services import demo_grants, demo_plans
from services.catalogue_file import load as load_services
from services.models import ActionPlan, BudgetPot, FigureSnapshot, Referral, ServiceGrant
from services.plans.lifecycle import PlanState
from tests.partners.factories import municipality
from tests.services.grants import budget_holder, case_with_plan
from tests.services.plans import case_with_coach

pytestmark = pytest.mark.django_db

MADE = (Case, Membership, Referral, ActionPlan, BudgetPot, ServiceGrant, FigureSnapshot)


def test_the_demo_shows_pots_and_grants_of_every_step():
    budget_holder()
    region = municipality().regions.get()
    load_services(Path("services/demo/services.csv"))
    for _n in range(6):
        case_with_plan()
    assert demo_grants.seed(region) == (len(demo_grants.POTS), 6)
    states = set(ServiceGrant.objects.values_list("state", flat=True))
    assert states == {"requested", "checked", "approved", "started", "ended", "refused"}
    assert demo_grants.seed(region) == (0, 0)


@pytest.mark.full
def test_a_client_whose_plan_is_on_paper_only_gets_no_grant():
    budget_holder()
    region = municipality().regions.get()
    load_services(Path("services/demo/services.csv"))
    on_paper = case_with_coach()
    Case.objects.filter(pk=on_paper.pk).update(state=CaseState.PLAN_AGREED)
    on_paper.events.create(event="agree", from_state=on_paper.state, to_state=CaseState.PLAN_AGREED)
    case_with_plan()
    assert demo_grants.seed(region) == (len(demo_grants.POTS), 1)
    assert ServiceGrant.objects.exclude(case=on_paper).count() == 1


@pytest.mark.full
def test_whose_dossier_says_plan_agreed_has_such_a_plan_and_others_are_on_their_way():
    region = municipality().regions.get()
    further, earlier = [case_with_coach() for _n in range(2)], [case_with_coach() for _n in range(2)]
    for case in further:
        case.events.create(event="agree_plan", from_state=case.state, to_state=CaseState.PLAN_AGREED)
        Case.objects.filter(pk=case.pk).update(state=CaseState.PLAN_AGREED)
    assert demo_plans.seed(region) == 4 and demo_plans.seed(region) == 0
    assert {case.plans.get().state for case in further} == {PlanState.AGREED}
    assert {case.plans.get().state for case in earlier} == {PlanState.DRAFT, PlanState.PROPOSED}
    assert ActionPlan.objects.filter(review_on__lt=clock.today()).count() == 1


@pytest.mark.full
def test_the_demo_begins_with_a_few_people_is_made_whole_and_a_third_time_changes_nothing(settings):
    settings.DEMO = True
    call_command("seed_demo", "--clients=12", stdout=StringIO(), stderr=StringIO())
    assert Case.objects.count() == 12 and not FigureSnapshot.objects.exists()
    call_command("seed_demo", stdout=StringIO(), stderr=StringIO())
    made = [table.objects.count() for table in MADE]
    assert min(made) > 0
    assert not Case.objects.filter(state=CaseState.PLAN_AGREED, plans__isnull=True).exists()
    call_command("seed_demo", stdout=StringIO(), stderr=StringIO())
    assert made == [table.objects.count() for table in MADE]
