"""The catalogue as people read it: what there is, for whom, who pays, and what colleagues thought of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import Role
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.reference.models import Municipality
from services import catalogue
from services.catalogue_file import load
from services.models import Service, ServiceRating
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, works_for
from tests.services.pages import at_work, text

pytestmark = pytest.mark.django_db
ADDRESS = "/verwijzingen/menukaart/"


def test_fatima_finds_a_service_by_who_pays_and_reads_everything_the_region_knows_of_it():
    course = ServiceFactory(
        name="Taal op de werkvloer", kind="language", paid_by="de gemeente", aim="Beter praten met collega's",
        for_whom="wie werkt en weinig Nederlands spreekt", conditions="een werkgever die meedoet", months="0.5",
        hours_per_week="2.5", group_form="group", implementation="training", cost="0", how_to_apply="Bel Anna",
        available_in="neighbourhood", neighbourhood="de Huet", more_at="https://voorbeeld.nl/taal",
    )  # fmt: skip
    ServiceFactory(name="Loopbaangesprek")
    http = at_work(people.fatima())
    found = text(http.get(ADDRESS, {"zoek": "gemeente  werkvloer"}))
    assert "Taal op de werkvloer" in found and "Loopbaangesprek" not in found and "2 weken" in found
    assert "Loopbaangesprek" not in text(http.get(ADDRESS, {"soort": "language"}))
    assert "Niets gevonden" in text(http.get(ADDRESS, {"zoek": "duiken"}))
    page = text(http.get(reverse("catalogue_service", args=[course.pk])))
    told = ("Beter praten met collega", "weinig Nederlands", "de Huet", "2,5", "gratis", "Bel Anna", "in een groep")
    assert not [words for words in (*told, "Wie betaalt dit?") if words not in page]


def test_what_is_stopped_over_not_yet_there_or_of_another_region_is_not_found_nor_chosen():
    today = clock.today()
    far = people.RegionFactory(code="AM07")
    hidden = [
        ServiceFactory(name="Dicht", is_stopped=True), ServiceFactory(name="Oud", is_active=False),
        ServiceFactory(name="Voorbij", published_until=today - timedelta(days=1)),
        ServiceFactory(name="Straks", published_from=today + timedelta(days=1)),
        ServiceFactory(name="Elders", region=far),
    ]  # fmt: skip
    shown = ServiceFactory(name="Vandaag", published_from=today, published_until=today)
    http = at_work(people.fatima())
    page = text(http.get(ADDRESS))
    assert shown.name in page and not [service.name for service in hidden if service.name in page]
    assert {http.get(reverse("catalogue_service", args=[s.pk])).status_code for s in hidden} == {404}
    assert list(Service.objects.offered().filter(region=shown.region)) == [shown]


def test_a_professional_rates_once_changes_it_and_colleagues_read_it():
    course = ServiceFactory(name="Cursus", provider=people.debt_help())
    jan, address = at_work(people.jan()), reverse("catalogue_service", args=[course.pk])
    assert jan.post(address, {"stars": "", "note": ""}).status_code == 200
    assert "Kies een cijfer" in text(jan.post(address, {"stars": "9"}))
    assert jan.post(address, {"stars": "2", "note": "Lang wachten."}).status_code == 302
    assert jan.post(address, {"stars": "4", "note": "Nu gaat het goed."}).status_code == 302
    page = text(at_work(people.fatima()).get(address))
    assert "4,0 van 5 (1 collega)" in page and "Nu gaat het goed." in page and "Lang wachten" not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRating.objects.create(service=course, user=people.karin(), organisation=people.fnv(), stars=6)


def test_the_provider_and_who_works_without_clients_do_not_rate():
    course = ServiceFactory(provider=people.fnv())
    manager = people._person("Els van Dam", people.municipality(), Role.REGIONAL_MANAGER)
    for person in (people.karin(), manager):
        http, address = at_work(person), reverse("catalogue_service", args=[course.pk])
        assert "Wat vond je ervan?" not in text(http.get(address))
        http.post(address, {"stars": "5"})
        with pytest.raises(Refused, match="niet voor de aanbieder"):
            catalogue.rate(works_for(person), course, 5)
    assert not ServiceRating.objects.exists()


def test_the_list_asks_as_many_questions_for_many_services_as_for_one():
    http = at_work(people.fatima())

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert http.get(ADDRESS).status_code == 200
        return len(asked)

    first = ServiceFactory()
    catalogue.rate(works_for(people.jan()), first, 3)
    questions()
    one = questions()
    for _n in range(12):
        catalogue.rate(works_for(people.jan()), ServiceFactory(), 4)
    assert questions() == one


def test_a_file_fills_in_every_field_and_a_wrong_one_is_named_by_its_line(tmp_path):
    file = tmp_path / "x.csv"
    place = Municipality.objects.filter(region__code="AM09").first()
    head = (
        "region,code,name,kind,provider,provider_kind,aim,implementation,hours_per_week,available_in,municipalities,"
        "published_from"
    )
    line = f"AM09,{{}},Cursus,training,Opleider,provider,Leren lassen,{{}},12,municipalities,{place.code},{{}}"
    file.write_text("\n".join([head, line.format("goed", "training", "2026-09-01"), line.format("vorm", "zingen", ""),
                               line.format("dag", "training", "straks")]))  # fmt: skip
    report = load(file)
    assert [number for number, _why in report.rejected] == [3, 4]
    course = Service.objects.get()
    assert (course.aim, course.hours_per_week, str(course.published_from)) == ("Leren lassen", 12, "2026-09-01")
    assert list(course.municipalities.all()) == [place]
    assert load(file).unchanged == 1
