"""A visitor on the public pages, and when something is wrong."""

import re

import pytest
from django.urls import reverse

from rmt_portal.nlds import context
from rmt_portal.reference.models import RegionBrand
from rmt_portal.workplace.pages import my_place, server_error
from tests.nlds.factories import RegionBrandFactory

pytestmark = pytest.mark.django_db
INFORMATION = ["privacy", "accessibility", "complaint", "how_matching_works", "money_help", "interpreter"]


@pytest.fixture
def brand():
    RegionBrand.objects.all().delete()
    return RegionBrandFactory(phone="085 123 45 67", is_open=True)


@pytest.mark.parametrize("name", ["start", *INFORMATION])
def test_every_public_page_names_the_region_and_its_phone_number(client, brand, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get(reverse(name)).text
    assert f"– {brand.name}</title>" in page
    assert 'href="tel:+31851234567"' in page
    assert page.count("<h1") == 1
    assert 'href="#inhoud"' in page and 'id="inhoud"' in page
    assert "<html class" in page and 'lang="nl"' in page


def test_the_start_page_has_one_button_that_leads_to_the_registration(client, brand):
    page = client.get("/").text
    assert re.findall(r'utrecht-button--primary-action[^>]*href="([^"]+)"', page) == ["/aanmelden/"]
    assert "Binnen 2 werkdagen belt een coach je" in page


def test_a_region_that_takes_no_registrations_offers_its_phone_instead(client, brand):
    RegionBrand.objects.update(is_open=False)
    page = client.get("/").text
    assert 'href="/aanmelden/"' not in page
    assert "Aanmelden via deze site kan op dit moment niet" in page


def test_a_site_without_regions_still_answers(client):
    RegionBrand.objects.all().delete()
    page = client.get("/")
    assert page.status_code == 200
    assert "Regionaal Mobiliteitsteam</title>" in page.text and "tel:" not in page.text


def test_the_host_name_chooses_the_region(client, brand, settings):
    settings.ALLOWED_HOSTS = ["twente.example", "testserver"]
    other = RegionBrandFactory(hosts=["twente.example"], phone="085 765 43 21")
    assert other.name in client.get("/", headers={"host": "twente.example"}).text
    on_port = client.get("/", headers={"host": "twente.example:8443"}).text
    assert other.name in on_port and brand.name not in on_port


def test_a_host_of_several_regions_lists_them_all(client, brand):
    other = RegionBrandFactory()
    page = client.get("/").text
    assert brand.phone in page and other.phone in page


def test_a_page_may_speak_for_another_region(rf, brand):
    other = RegionBrandFactory()
    request = rf.get("/")
    context.show_brand(request, other)
    assert context.brand_of(request) == other


def test_the_colours_of_the_region_come_after_those_of_the_house(client, brand):
    RegionBrand.objects.update(theme={"50": "#ffffff"})
    page = client.get("/").text
    assert page.index("build/portal.css") < page.index(f"/thema/{brand.slug}.css")


def test_search_engines_may_read_the_information_and_nothing_else(client, brand):
    assert "noindex" not in client.get("/").text
    assert "noindex" in client.get("/nergens/").text
    assert "Disallow: /admin/" in client.get("/robots.txt").text


def test_whoever_finds_a_leak_reads_where_to_report_it(client):
    text = client.get("/.well-known/security.txt").text
    assert re.search(r"^Contact: http\S+/klacht-of-tip/$", text, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)


def test_a_wrong_address_gives_a_page_with_a_number(client, brand):
    answer = client.get("/bestaat-niet/")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text and brand.phone in answer.text


def test_a_wrong_host_name_is_refused_without_falling_over(client, brand):
    answer = client.get("/", headers={"host": "kwaad.example"})
    assert answer.status_code == 400
    assert "Dit kunnen we niet lezen" in answer.text


def test_a_form_that_is_too_large_says_so(client, brand, settings, gallery):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = client.post(gallery + "velden/", {"name": "x" * 100})
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text


def test_a_form_without_its_token_is_explained(brand):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@b.nl", "password": "x"})
    assert answer.status_code == 403
    assert "Er is niets verstuurd" in answer.text and brand.phone in answer.text


def test_when_the_portal_breaks_the_visitor_gets_a_number_the_time_and_no_details(client, brand, gallery):
    client.get("/")
    client.raise_request_exception = False
    answer = client.get(gallery + "kapot/")
    assert answer.status_code == 500
    assert brand.phone in answer.text
    assert re.search(r"Dit gebeurde op \d+ \w+ \d{4} \d\d:\d\d", answer.text)
    assert "broken on purpose" not in answer.text and "RuntimeError" not in answer.text


def test_the_page_for_a_broken_portal_asks_nothing_of_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = server_error(rf.get("/", headers={"host": "nieuw.example"}))
    assert answer.status_code == 500


def test_someone_who_is_not_signed_in_is_asked_to_do_so_before_being_sent_anywhere(client):
    answer = client.get("/start/")
    assert answer.status_code == 302 and answer["Location"].startswith("/account/login/")


def test_someone_signed_in_without_a_place_reads_whom_to_ask(rf, brand, django_user_model):
    request = rf.get("/start/")
    request.user = django_user_model.objects.create_user("nieuw@partner.example", "een lang wachtwoord")
    assert "Vraag de beheerder van je organisatie" in my_place(request).text


def test_a_page_with_errors_says_so_in_its_title(client, brand, gallery):
    assert "<title>Wie ben je?" in client.get(gallery + "velden/").text
    assert "<title>Fout: Wie ben je?" in client.post(gallery + "velden/", {}).text
