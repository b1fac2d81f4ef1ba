"""Trainings, weights, fairness and the public page in a real browser: what axe and our own checks find."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from matching import seeding
from matching.models import TrainingGain, WeightSet
from matching.weights import preview as weight_preview
from partners.models import Role
from rmt_portal import row_security
from rmt_portal.reference.models import RegionBrand
from tests.browser.conftest import WINDOWS
from tests.browser.going import follow
from tests.browser.test_workplace import complaints_about
from tests.intake import factories as registering
from tests.matching.factories import achterhoek
from tests.partners.factories import _person, bram, els, fatima, municipality
from tests.rig.work import all_work
from tests.workplace.factories import guided_by

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region(transactional_db: None) -> Iterator[Any]:
    """A small region with a host of its own that was ranked and followed up, with one client of Fatima in it."""
    brand = RegionBrand.objects.filter(pk=registering.achterhoek().pk)
    brand.update(hosts=["localhost"])
    with row_security.house("command"):
        municipality()  # takes in registrations; the catalogue would only know it as who delivers something
        call_command("load_services", stdout=StringIO(), stderr=StringIO())
        seeding.seed_region(achterhoek(), clients=40, vacancies=80, seed=7)
        case = guided_by(fatima(), client__first_name="Rosa", client__last_name="Veld")
        call_command("rematch", region="AM09", full=True, here=True, stdout=StringIO(), stderr=StringIO())
        all_work()
        richest = max(TrainingGain.objects.all(), key=lambda gain: sum(gain.gains))
        TrainingGain.objects.filter(client=case.client_id).delete()
        TrainingGain.objects.filter(pk=richest.pk).update(client=case.client_id)
    yield case
    brand.update(hosts=[])  # brands outlive a test that commits


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_which_training_opens_most(visitor: Any, region: Any, window: Any) -> None:
    coach = visitor(window)
    coach.signs_in(fatima())
    dossier = f"/admin/dossier/{region.client.public_id}/scholing/"
    found = complaints_about(coach, {"scholing-coach": "/admin/scholing/", "scholing-client": dossier})
    page = coach.goes_to("/admin/scholing/")
    follow(page.get_by_role("link", name="Rosa Veld").first)
    expect(page.get_by_role("heading", name="Welke opleiding opent werk?")).to_be_visible()
    holder = visitor(window)
    holder.signs_in(_person("Bea Hol", municipality(), Role.BUDGET_HOLDER))
    found += complaints_about(holder, {"scholing-budget": "/admin/scholing/"})
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_an_administrator_changes_weights_with_their_effect_before_the_eyes(
    visitor: Any, region: Any, window: Any
) -> None:
    person = visitor(window)
    person.signs_in(bram())
    found = complaints_about(
        person, {"gewichten": "/admin/gewichten/", "gewichten-nieuw": "/admin/gewichten/nieuw/AM09/"}
    )
    page = person.goes_to("/admin/gewichten/nieuw/AM09/")
    page.get_by_label("De reis").fill("30")
    page.get_by_label("Waarom verander je dit?").fill("Mensen willen dichtbij werken")
    follow(page.get_by_role("button", name="Laat zien wat dit verandert"))
    expect(page.get_by_text("Samen zijn de gewichten 122").first).to_be_visible()
    found += person.complaints("werkplek-gewichten-fout")
    page.get_by_label("Al je eerdere werk").fill("4")
    page.get_by_label("Hoeveel van dit werk er is").fill("16")
    follow(page.get_by_role("button", name="Laat zien wat dit verandert"))
    expect(page.get_by_role("status")).to_contain_text("mensen bekeken")
    found += person.complaints("werkplek-gewichten-bezig")
    with row_security.house("work"):
        weight_preview.work(WeightSet.objects.get(region=achterhoek()).pk)
    follow(page.get_by_role("link", name="Kijk hoe ver het is"))
    expect(page.get_by_text("Krijgen een andere top 3")).to_be_visible()
    found += person.complaints("werkplek-gewichten-voorbeeld")
    follow(page.get_by_role("button", name="Publiceer deze gewichten"))
    expect(page.get_by_text("De kansen van de regio worden opnieuw gezocht")).to_be_visible()
    expect(page.get_by_role("heading", name="versie 1")).to_be_visible()
    found += complaints_about(person, {"hoe-zoekt": "/hoe-zoekt-de-computer/"})
    expect(page.get_by_text("30 van 100 punten")).to_be_visible()
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_figures_about_groups(visitor: Any, region: Any, window: Any) -> None:
    manager = visitor(window)
    manager.signs_in(els())
    found = complaints_about(manager, {"eerlijk": "/admin/eerlijk/"})
    assert not found, "\n".join(found)
