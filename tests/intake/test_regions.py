"""Three regions share one site: each its own person, number, promise and address; the postcode decides."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.test import override_settings

from intake.models import Registration
from matching.engine.weights import NAMES
from matching.models import WeightSet
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion, RegionBrand
from tests.intake.conftest import Visitor
from tests.intake.factories import answers_of_waiter, place, three_regions
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared_site():
    return {brand.slug: brand for brand in three_regions()}


@pytest.fixture
def somebody(shared_site):
    return Visitor(Browser())


def test_the_start_page_speaks_for_no_region_and_names_a_person_and_number_for_each(somebody, shared_site):
    text = somebody.open("/").content.decode()
    assert "Zoek jouw team" in text
    for brand in shared_site.values():
        assert brand.contact_name in text and brand.phone in text and f"/regio/{brand.slug}/" in text
        assert brand.name not in text and f"/thema/{brand.slug}" not in text  # header, footer and colours are nobody's
    assert "Liever praten?" not in text
    assert "Regionaal Mobiliteitsteam</span>" in text
    for brand in shared_site.values():
        assert brand.name not in somebody.open("/aanmelden/team/").content.decode().split("<h2>")[0]


def test_information_speaks_for_nobody_until_the_team_is_known_and_then_for_that_team(somebody, shared_site):
    pages = ("/privacy/", "/klacht-of-tip/", "/tolk/", "/geldzorgen/", "/toegankelijkheid/", "/hoe-zoekt-de-computer/")
    for path in pages:
        text = somebody.open(path).content.decode()
        for brand in shared_site.values():
            assert brand.phone in text and brand.name not in text and f"/thema/{brand.slug}" not in text
    somebody.browser.post("/aanmelden/team/", {"postcode": "7511 ab"})
    for path in pages:
        text = somebody.open(path).content.decode()
        assert shared_site["twente"].name in text and shared_site["achterhoek"].phone not in text
    somebody.answer_all(answers_of_waiter(postcode={"postcode": "7411 AA"}), until="situatie")
    assert shared_site["stedendriehoek"].name in somebody.open("/privacy/").content.decode()


def test_each_team_of_a_shared_site_tells_its_own_points_and_has_its_own_entry_in_the_register(somebody, shared_site):
    twente = shared_site["twente"]
    weights = dict.fromkeys(NAMES, 0) | {"travel": 60, "demand": 40}
    WeightSet.objects.create(region=twente.region, version=7, weights=weights, published_at=clock.now())
    page, file = "/hoe-zoekt-de-computer/", "/hoe-zoekt-de-computer/algoritmeregister.json"
    assert "60 van 100" not in somebody.open(page).content.decode()
    own = somebody.open(f"{page}?regio=twente").content.decode()
    assert "60 van 100" in own and twente.name in own and f"{file}?regio=twente" in own
    told = somebody.open(f"{file}?regio=twente").json()
    assert (told["organization"], told["source_id"]) == (twente.name, "kansen-twente-7")
    assert told["website"].endswith(f"{page}?regio=twente") and told["url"].endswith(f"{file}?regio=twente")
    assert somebody.open(f"{page}?regio=nergens").status_code == 200


def test_the_postcode_finds_the_team_and_is_not_asked_twice(somebody):
    page = somebody.browser.post("/aanmelden/team/", {"postcode": "7511 ab"})
    text = page.content.decode()
    assert "Gerrit Nijhuis" in text and "085 000 00 05" in text
    assert "085 000 00 05" in somebody.open("/aanmelden/").content.decode()  # every page speaks for the team now
    somebody.answer("naam", first_name="Sami", last_name="Hof")
    somebody.answer("bereiken", phone="0612345678", email="", contact_way="call")
    assert 'value="7511 AB"' in somebody.open("/aanmelden/postcode/").content.decode()
    somebody.answer_all(answers_of_waiter(postcode={"postcode": "7511AB"}))
    done = somebody.send().content.decode()
    registration = Registration.objects.get()
    assert registration.case.reference.startswith("RT-")
    assert "085 000 00 05" in done


def test_somebody_of_one_region_who_began_at_another_is_helped_by_the_right_one(somebody):
    somebody.open("/regio/twente/")
    assert "085 000 00 05" in somebody.open("/aanmelden/?regio=twente").content.decode()
    somebody.answer_all(answers_of_waiter(postcode={"postcode": "7411 AA"}))
    somebody.send()
    assert Registration.objects.get().case.reference.startswith("RS-")


def test_who_lives_outside_all_three_reads_which_region_helps(somebody):
    region, _new = LabourRegion.objects.get_or_create(code="AM01", defaults={"name": "Groningen"})
    place("9711", "Groningen", "GM0014", region)
    text = somebody.browser.post("/aanmelden/team/", {"postcode": "9711 AA"}).content.decode()
    assert "Werkcentrum Groningen" in text and "085 000 00 00" in text
    RegionBrand.objects.create(
        region=region, name="Team Groningen", short_name="TG", slug="groningen", reference_prefix="RG",
        phone="050 000 00 00", phone_hours="elke dag", contact_name="Harm Bos", hosts=["groningen.example"],
    )  # fmt: skip
    RegionBrand.objects.exclude(region=region).update(hosts=["testserver"])
    text = somebody.browser.post("/aanmelden/team/", {"postcode": "9711 AA"}).content.decode()
    assert "Harm Bos" in text and "050 000 00 00" in text


def test_a_host_of_one_region_is_that_region_alone(somebody, shared_site):
    RegionBrand.objects.filter(slug="twente").update(hosts=["testserver"])
    text = somebody.open("/").content.decode()
    assert "Begin met aanmelden" in text and "Gerrit Nijhuis" in text and "Noor Bakker" not in text
    assert somebody.browser.get("/regio/achterhoek/").status_code == 404


def test_a_partner_of_another_region_of_this_site_keeps_its_door(somebody, shared_site):
    OrganisationFactory(name="Vakbond Oost", regions=[shared_site["twente"].region])
    somebody.open("/?deur=vakbond-oost")
    somebody.open("/aanmelden/?deur=vakbond-oost&regio=twente")
    somebody.answer_all(answers_of_waiter(postcode={"postcode": "7607 AA"}))
    somebody.send()
    assert Registration.objects.get().entry_organisation.name == "Vakbond Oost"


def test_an_unknown_postcode_lets_people_choose_themselves(somebody):
    text = somebody.browser.post("/aanmelden/team/", {"postcode": "1234 XX"}).content.decode()
    assert "Kies hieronder zelf je team" in text
    assert somebody.browser.get("/aanmelden/").url == "/aanmelden/team/"


def test_the_demo_of_three_regions_is_only_for_a_demo(shared_site, capsys):
    with pytest.raises(CommandError):
        call_command("seed_demo_regions")
    with override_settings(DEMO=True, PRODUCTION=False, ALLOWED_HOSTS=["localhost"]):
        call_command("seed_demo_regions")
    assert "/regio/twente/" in capsys.readouterr().out
