"""Beheer: who may look after what, in one look, with searches that can not hurt."""

import pytest
from django.contrib import admin
from django.urls import reverse

from partners.models import Membership, Organisation, Role, User
from rmt_portal.admin_base import search_terms
from rmt_portal.audit.models import AuditLine
from tests.partners.factories import RegionFactory, UserFactory, anouk, bram, fatima, uwv
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db

TABLES = sorted((model._meta.app_label, model._meta.model_name) for model in admin.site._registry)
TABLES_NOW = [pytest.param(*table, marks=pytest.mark.full if n % 6 else ()) for n, table in enumerate(TABLES)]
"""One of six in ``make test``, the others in ``make test-full``."""


def list_of(app: str, model: str) -> str:
    return reverse(f"admin:{app}_{model}_changelist")


@pytest.fixture
def root(client):
    return sign_in(client, UserFactory(is_superuser=True))


@pytest.mark.parametrize(("app", "model"), TABLES_NOW)
def test_every_table_opens_searches_and_shows_its_forms(client, root, app, model):
    table = admin.site._registry[next(m for m in admin.site._registry if m._meta.label_lower == f"{app}.{model}")]
    assert client.get(list_of(app, model)).status_code == 200
    if table.search_fields:
        for text in ("é'", "a " * 500, "x" * 3000, "\x00"):
            assert client.get(list_of(app, model), {"q": text}).status_code == 200
    first = table.model._default_manager.order_by("pk").first()
    if first is not None:
        assert client.get(reverse(f"admin:{app}_{model}_change", args=[first.pk])).status_code == 200
    may_add = table.has_add_permission(client.get(list_of(app, model)).wsgi_request)
    assert client.get(reverse(f"admin:{app}_{model}_add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ("Café  Zürich", ["cafe", "zurich"]),
        ("a b c d e f g h", ["a", "b", "c", "d", "e", "f"]),
        ("x" * 500, ["x" * 100]),
        ("a\x00b", ["ab"]),
    ],
)
def test_a_search_is_at_most_six_folded_terms_of_a_hundred_characters(typed, terms):
    assert search_terms(typed) == terms


def test_a_search_that_is_too_wide_still_finds(client, root):
    uwv()
    page = client.get(list_of("partners", "organisation"), {"q": "UWV"})
    assert "UWV" in page.text
    assert "1 gevonden met" in page.text


READ_BY_COACHES = {"Service", "Vacancy", "Employer"}


def test_a_coach_may_look_up_services_vacancies_and_employers_and_nothing_else(client):
    sign_in(client, fatima())
    page = client.get("/admin/beheer/")
    names = {model["object_name"] for app in page.context_data["app_list"] for model in app["models"]}
    assert names == READ_BY_COACHES
    assert "alleen lezen" in page.text
    for app, model in TABLES:
        expected = 200 if model in {name.lower() for name in READ_BY_COACHES} else 403
        assert client.get(list_of(app, model)).status_code == expected, model


def test_who_has_nothing_to_look_after_hears_whom_to_ask(client):
    sign_in(client, anouk())
    assert "Beheer</a>" not in client.get("/admin/").text
    assert "Vraag de beheerder" in client.get("/admin/beheer/").text


def test_the_administrator_looks_after_the_own_organisation_only(client):
    sign_in(client, bram())
    uwv()
    page = client.get(list_of("partners", "organisation"))
    assert [row.name for row in page.context_data["cl"].result_list] == ["Gemeente Doetinchem"]
    other = Organisation.objects.get(name="UWV")
    assert client.get(reverse("admin:partners_organisation_change", args=[other.pk])).status_code == 302


def test_nobody_gives_a_role_at_another_organisation(client):
    sign_in(client, bram())
    colleague = UserFactory(name="Nieuw Iemand")
    form = {"user": colleague.pk, "organisation": uwv().pk, "region": RegionFactory().pk, "role": Role.COACH}
    form |= {"active_from": "2026-01-01"}
    page = client.post(reverse("admin:partners_membership_add"), form)
    assert page.status_code == 200
    assert not Membership.objects.filter(user=colleague).exists()
    form["organisation"] = Organisation.objects.get(name="Gemeente Doetinchem").pk
    assert client.post(reverse("admin:partners_membership_add"), form).status_code == 302
    assert Membership.objects.filter(user=colleague, role=Role.COACH).exists()


def test_a_new_colleague_has_no_password_and_the_log_knows_who_added_them(client):
    administrator = sign_in(client, bram())
    form = {"name": "Nora Nieuw", "email": "nora@voorbeeld.nl", "is_active": "on", "is_staff": "on"}
    client.post(reverse("admin:partners_user_add"), form)
    nora = User.objects.get(email="nora@voorbeeld.nl")
    assert not nora.has_usable_password()
    line = AuditLine.objects.get(action="user.add")
    assert (line.actor_id, line.object_ids) == (administrator.pk, [nora.pk])
    assert "Nora" not in str(vars(line))


def test_an_administrator_can_not_make_a_superuser(client):
    sign_in(client, bram())
    form = {"name": "Nora", "email": "nora@voorbeeld.nl", "is_active": "on", "is_superuser": "on"}
    client.post(reverse("admin:partners_user_add"), form)
    assert not User.objects.get(email="nora@voorbeeld.nl").is_superuser


def test_nothing_is_deleted_here(client, root):
    organisation = uwv()
    assert client.post(reverse("admin:partners_organisation_delete", args=[organisation.pk])).status_code == 403
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_there_is_one_way_in_and_one_way_out(client, root):
    assert client.post(reverse("admin:logout"))["Location"] == reverse("account_logout")
    assert client.get(reverse("admin:password_change"))["Location"] == reverse("account_change_password")


def test_an_administrator_can_not_take_over_or_close_a_colleague_s_account_here(client):
    colleague = fatima()
    sign_in(client, bram())
    form = {"name": "Fatima de Groot-Bos", "email": "van-mij@voorbeeld.nl", "phone": "", "is_staff": "on"}
    client.post(reverse("admin:partners_user_change", args=[colleague.pk]), form)
    colleague.refresh_from_db()
    assert (colleague.name, colleague.email) == ("Fatima de Groot-Bos", "fatima@voorbeeld.nl")
    assert colleague.is_active


def test_the_tables_of_one_part_have_a_page_of_their_own(client):
    sign_in(client, bram())
    page = client.get(reverse("admin:app_list", args=["partners"]))
    assert page.status_code == 200
    assert "organisaties" in page.content.decode().lower()
