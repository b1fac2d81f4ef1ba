"""Reference data is looked up in the admin, never typed over."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from partners.models import User
from rmt_portal.reference import models

pytestmark = pytest.mark.django_db

READ_ONLY = [
    models.LabourRegion,
    models.Municipality,
    models.Postcode,
    models.BrcGroup,
    models.IscoGroup,
    models.Occupation,
    models.Skill,
    models.SkillGroup,
    models.Requirement,
    models.Sector,
    models.Tightness,
    models.SectorOutlook,
    models.MinimumWage,
    models.LoadedFile,
]


@pytest.fixture
def as_administrator():
    request = RequestFactory().get("/admin/")
    request.user = User(email="beheer@voorbeeld.example", is_active=True, is_staff=True, is_superuser=True)
    return request


@pytest.mark.parametrize("model", READ_ONLY)
def test_not_even_an_administrator_changes_reference_data(model, as_administrator):
    page = admin.site._registry[model]
    assert page.has_view_permission(as_administrator)
    assert not page.has_add_permission(as_administrator)
    assert not page.has_change_permission(as_administrator)
    assert not page.has_delete_permission(as_administrator)


@pytest.mark.parametrize("model", READ_ONLY)
def test_a_list_opens_with_the_same_few_queries_however_long_it_is(
    model, as_administrator, django_assert_max_num_queries
):
    page = admin.site._registry[model]
    with django_assert_max_num_queries(6):
        rows = page.get_changelist_instance(as_administrator)
        for row in rows.result_list:
            for column in rows.list_display:
                getattr(row, column, None)
            str(row)


def test_an_occupation_is_found_in_the_admin_by_any_of_its_names(as_administrator):
    page = admin.site._registry[models.Occupation]
    found, _ = page.get_search_results(as_administrator, models.Occupation.objects.all(), "poetsvrouw")
    assert {one.label_nl for one in found} == {"schoonmaker gebouwen"}


def test_the_brand_of_a_region_can_be_changed_and_not_deleted(as_administrator):
    page = admin.site._registry[models.RegionBrand]
    assert page.has_change_permission(as_administrator)
    assert not page.has_delete_permission(as_administrator)
