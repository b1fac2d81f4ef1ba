"""The pages of oversight in a real browser: what axe and our own checks find, at a desk and on a phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from partners import emergencies
from rmt_portal.lifecycle import Actor
from tests.browser.conftest import WINDOWS
from tests.browser.going import follow
from tests.browser.test_workplace import complaints_about
from tests.partners.factories import RegionFactory, fatima, ingrid, jan, municipality, pieter, uwv
from tests.workplace.factories import guided_by

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "De moeder van de kandidaat belt: die komt niet thuis en is somber."


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_the_pages_of_oversight_can_be_used_by_everyone(visitor: Any, transactional_db: None, window: Any) -> None:
    case, town = guided_by(fatima()), municipality()
    ingrid(second_factor=False)
    for person, organisation in ((jan(), uwv()), (ingrid(), town)):
        emergencies.open_dossier(case.client_id, case.region_id, "danger", WHY, Actor(person, organisation.pk))
    officer = visitor(window)
    officer.signs_in(pieter())
    found = complaints_about(
        officer,
        {
            "toezicht-vandaag": "/admin/",
            "logboek": "/admin/logboek/",
            "logboek-fout": "/admin/logboek/?client=Jansen&first=31-2-2026",
            "logboek-leeg": "/admin/logboek/?action=export",
            "logboek-dossier": f"/admin/logboek/dossier/{case.client.public_id}/",
            "nood": "/admin/nood/",
            "toegang": "/admin/toegang/",
            "toegang-een": f"/admin/toegang/{town.pk}/{RegionFactory().pk}/",
        },
    )
    page = officer.goes_to("/admin/nood/")
    follow(page.get_by_role("button", name=re.compile("^Terecht.*Jan Wolters")))
    expect(page.get_by_text("Opgeslagen: Terecht")).to_be_visible()
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_a_colleague_asks_for_contact_data(visitor: Any, transactional_db: None, window: Any) -> None:
    case = guided_by(fatima(), client__phone="+31612345678")
    colleague = visitor(window)
    colleague.signs_in(ingrid())
    found = complaints_about(colleague, {"nood-zoek": "/admin/nood/zoek/"})
    page = colleague.goes_to(f"/admin/dossier/{case.client.public_id}/")
    page.get_by_text("Contactgegevens nodig?").click()
    follow(page.get_by_role("button", name="Toon contactgegevens"))
    found += colleague.complaints("werkplek-contact-fout")
    page.get_by_label("Waarom heb je ze nodig?").select_option("coach_away")
    follow(page.get_by_role("button", name="Toon contactgegevens"))
    expect(page.get_by_text("06 12345678")).to_be_visible()
    found += colleague.complaints("werkplek-contact-getoond")
    assert not found, "\n".join(found)
