"""Stories 12 and 13 of DOMAIN: SBB and the school follow who learns at a company, without a dossier."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners import access
from partners.models import Layer, LegalBasis, Organisation, Purpose, Role, User
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from services.grants import checking, deciding, doing
from services.grants.checking import Practice
from services.models import PracticeLearning, ServiceGrant
from tests.partners import factories as people
from tests.services.factories import works_for
from tests.services.grants import (
    NOBODY_PAYS,
    asked,
    budget_holder,
    case_with_plan,
    company,
    in_state,
    pot_with,
    service_of,
)
from tests.services.pages import at_work, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Organisation:
    made: Organisation = people.OrganisationFactory(name="Graafschap College", kind="school")
    return made


def mentor_of(school: Organisation, name: str = "Marieke Lubbers") -> User:
    return people._person(name, school, Role.SCHOOL_MENTOR)


def adviser(region: Any = None) -> User:
    return people._person("Rik Tuinstra", people.OrganisationFactory(name="SBB", kind="sbb"), Role.SBB_ADVISER, region)


def learning(school: Organisation) -> ServiceGrant:
    """Asked for: Sami learns at a company, with a declaration of the school."""
    case = case_with_plan()
    pot_with(case, "9000", "praktijkverklaring")
    service = service_of(case, "praktijkverklaring", "practice_learning", "750", provider=school)
    return asked(case, service, ends_on=clock.today() + timedelta(weeks=30))


def started(grant: ServiceGrant) -> None:
    coach, today = works_for(people.fatima()), clock.today()
    checking.record_practice(grant, coach, Practice(company(), "SBB-4711", today, today, today))
    checking.check(grant, coach, NOBODY_PAYS)
    deciding.approve(grant, works_for(budget_holder()))
    doing.start(grant, coach, today, grant.ends_on)


def test_a_school_sees_its_applicants_without_a_name_and_what_is_still_to_be_arranged(school):
    grant = learning(school)
    other = in_state("requested", case=case_with_plan())
    http = at_work(mentor_of(school))
    page = text(http.get(reverse("learning")))
    assert grant.reference in page and "nog geen leerbedrijf" in page and "Fatima de Groot" in page
    assert "Sami" not in page and other.reference not in page
    assert "Praktijkleren" in text(http.get(reverse("our_team")))
    line = AuditLine.objects.filter(action="learning.list").latest("pk")
    assert line.client_ids == [grant.client_id]


def test_who_advises_for_sbb_sees_the_company_the_number_the_agreements_and_an_end_that_comes_near(school):
    grant = learning(school)
    started(grant)
    http = at_work(adviser())
    page = text(http.get(reverse("learning"), {"stand": "loopt"}))
    assert "Woonzorg De Linde, Doetinchem" in page and "SBB-4711" in page and "eindigt bijna" not in page
    company_ends = grant.ends_on - timedelta(days=10)
    PracticeLearning.objects.get().company.__class__.objects.update(accredited_until=company_ends)
    assert "erkend tot en met" in text(http.get(reverse("learning"), {"stand": "loopt"}))
    with time_machine.travel(clock.now() + timedelta(weeks=26), tick=False):
        page = text(at_work(adviser()).get(reverse("learning"), {"stand": "eindigt"}))
    assert grant.reference in page and "eindigt bijna" in page


def test_the_name_is_there_for_who_has_access_to_the_person_for_another_reason(school):
    grant = learning(school)
    mentor = mentor_of(school)
    access.grant(
        grant.client_id, school, region_id=grant.region_id, layer=Layer.WORK, purpose=Purpose.REFERRAL,
        legal_basis=LegalBasis.CONSENT, source_kind="referral", source_id=1,
    )  # fmt: skip
    assert "Sami" in text(at_work(mentor).get(reverse("learning")))


def test_another_school_another_region_and_other_roles_see_nothing_also_past_the_pages(school):
    grant = learning(school)
    started(grant)
    elsewhere = mentor_of(people.OrganisationFactory(name="Rijn IJssel", kind="school"), "Ed Elders")
    far = adviser(people.RegionFactory(code="AM07"))
    for person in (elsewhere, far):
        assert grant.reference not in text(at_work(person).get(reverse("learning"), {"stand": "loopt"}))
    assert at_work(people.karin()).get(reverse("learning")).status_code == 403
    seen = {elsewhere: 0, far: 0, mentor_of(school): 1, adviser(): 1}
    for person, rows in seen.items():
        with row_security.person(person.pk):
            assert (ServiceGrant.objects.count(), PracticeLearning.objects.count()) == (rows, rows), person


def test_the_list_asks_as_many_questions_for_many_as_for_one(school):
    http = at_work(adviser())

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked_now:
            assert http.get(reverse("learning")).status_code == 200
        return len(asked_now)

    first = learning(school)
    questions()
    one = questions()
    for _n in range(4):
        asked(case_with_plan(), first.service, ends_on=clock.today() + timedelta(weeks=30))
    assert questions() == one
