"""A coach takes a registration along to the own system: only what that coach may see, and the log says so."""

import pytest
from django.test import Client as Browser

from rmt_portal.audit.models import AuditLine
from tests.partners import factories as people
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def at_work(user):
    browser = Browser()
    sign_in(browser, user)
    return browser


def test_the_own_coach_copies_and_downloads_without_and_with_what_is_sensitive():
    fatima = people.fatima()
    case = guided_by(fatima, client__first_name="=Sami", client__last_name="Hof", client__email="sami@voorbeeld.nl")
    case.registrations.update(wants_money_help=True)
    browser = at_work(fatima)
    here = f"/admin/dossier/{case.client.public_id}/samenvatting/"

    page = browser.get(here).content.decode()
    assert case.reference in page and "sami@voorbeeld.nl" in page
    assert "Hulp bij geldzorgen" not in page
    assert "Hulp bij geldzorgen: Ja" in browser.get(f"{here}?gevoelig=1").content.decode()

    text = browser.get(f"{here}?vorm=txt")
    assert text["Content-Disposition"] == f'attachment; filename="samenvatting-{case.reference}.txt"'
    table = browser.get(f"{here}?vorm=csv").content.decode()
    assert '"\'=Sami Hof"' in table  # no cell is a formula
    lines = AuditLine.objects.filter(action="dossier.export").order_by("pk")
    assert [line.fields for line in lines] == [["page"], ["page", "sensitive"], ["txt"], ["csv"]]
    assert all(line.client_ids == [case.client_id] for line in lines)


def test_a_colleague_gets_no_sensitive_answers_by_asking_and_a_stranger_gets_nothing():
    case = registered(people.municipality(), client__last_name="Hof")
    case.registrations.update(wants_money_help=True)
    here = f"/admin/dossier/{case.client.public_id}/samenvatting/"
    assert "Hulp bij geldzorgen" not in at_work(people.ingrid()).get(f"{here}?gevoelig=1&vorm=txt").content.decode()
    refused = at_work(people.karin()).get(f"{here}?vorm=csv")
    assert refused.status_code == 403 and "Hof" not in refused.content.decode()
