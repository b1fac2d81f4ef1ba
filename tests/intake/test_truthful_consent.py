"""What the portal says about who sees what is true, and a benefit is never decided with it."""

import pytest

from intake import legal_grounds
from intake.models import DataCategory
from partners.models import AccessGrant, LegalBasis, Organisation, PartnerKind, Purpose
from tests.intake.factories import answers_of_waiter, shares
from tests.partners.factories import fnv, municipality, uwv

pytestmark = pytest.mark.django_db


def test_no_purpose_lets_anybody_read_for_the_enforcement_of_benefits():
    """Refused vacancies, limits and missed talks: there is no purpose for which a benefit decision could read them."""
    assert {purpose.value for purpose in Purpose} == {"guidance", "referral", "debt_help"}
    column = AccessGrant._meta.get_field("purpose")
    assert {value for value, _label in column.choices} == {purpose.value for purpose in Purpose}
    words = " ".join(f"{purpose.value} {purpose.label}".lower() for purpose in Purpose)
    for forbidden in ("benefit", "enforce", "handhav", "uitkering", "maatregel", "sanctie"):
        assert forbidden not in words


def test_the_page_says_who_sees_it_by_which_law_and_who_decides_on_benefits(visitor):
    office = uwv()
    office.decides_on_benefit = True
    office.save()
    town = municipality()
    town.decides_on_benefit = False
    town.save()
    text = visitor.answer_all(answers_of_waiter(), until="delen").content.decode()
    assert f"{town} ziet dit altijd:" in text and "Participatiewet" in text
    assert f"{office} ziet dit altijd:" in text and "Wet SUWI" in text
    assert f"{office} beslist ook over uitkeringen." in text
    assert f"{town} beslist ook over uitkeringen." not in text
    assert str(fnv()) in text
    Organisation.objects.filter(pk=town.pk).update(decides_on_benefit=True)
    text = visitor.open("/aanmelden/delen/").content.decode()
    assert f"{town} en {office} beslissen ook over uitkeringen." in text


def test_a_private_partner_has_no_law_that_opens_anything(region):
    assert legal_grounds.of(fnv()) == []
    kinds = {ground.partner_kind for ground in legal_grounds.every()}
    assert kinds == {PartnerKind.MUNICIPALITY, PartnerKind.UWV}


def test_sensitive_categories_are_open_to_nobody_by_law_alone():
    by_law = {ground.category for ground in legal_grounds.every()}
    assert not by_law & {DataCategory.MONEY_FLAG, DataCategory.LIMITATIONS}


def test_who_has_a_public_task_got_in_by_that_task_and_not_by_consent(visitor):
    visitor.answer_all(answers_of_waiter(delen=shares(fnv())))
    visitor.send()
    by_task = AccessGrant.objects.filter(legal_basis=LegalBasis.PUBLIC_TASK)
    assert {grant.organisation for grant in by_task} == {uwv(), municipality()}
    by_yes = AccessGrant.objects.filter(legal_basis=LegalBasis.CONSENT)
    assert {grant.organisation for grant in by_yes} == {fnv()}
