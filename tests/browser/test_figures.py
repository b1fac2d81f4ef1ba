"""Story 14 of the domain: the manager opens the month at a desk and on a phone, and every number can be traced."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from rmt_portal import row_security
from rmt_portal.outbox.drain import drain_long
from services.figures.months import Month
from services.figures.reports import REPORTS
from services.models import Scheme
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow, press
from tests.partners.factories import RegionFactory, debt_help, els, fnv, mehmet, municipality
from tests.services.figures.months import arrived, as_told, counted, place


@pytest.fixture
def month(transactional_db: None) -> Month:
    """Twenty-eight people in the month that is over, three of them from one village; fewer in the months before."""
    region, newest = RegionFactory(), Month.newest()
    doetinchem = place("GM0222", "Doetinchem", region)
    arrived(12, newest.back(1), doetinchem)
    arrived(14, newest, doetinchem)
    arrived(11, newest, place("GM0294", "Winterswijk", region))
    arrived(3, newest, place("GM1876", "Bronckhorst", region))
    return newest


@pytest.mark.full
def test_the_manager_opens_the_month(at_a_desk: Visitor, month: Month) -> None:
    at_a_desk.signs_in(els())
    page = at_a_desk.goes_to("/admin/")
    follow(page.get_by_role("link", name="Cijfers", exact=True))
    press(page.get_by_role("button", name="Bereken deze maand"))
    expect(page.get_by_text(f"0 van {len(REPORTS)} rapporten klaar")).to_be_visible()
    with row_security.house("work"):
        drain_long()
    follow(page.get_by_role("link", name="Kijk of het klaar is"))
    expect(page.get_by_text("Elke aanmelding die in deze maand is verstuurd")).to_be_visible()
    places = page.get_by_role("region", name="Per gemeente")
    expect(places.get_by_role("row", name="Doetinchem")).to_contain_text("14")
    expect(places.get_by_role("row", name="Bronckhorst")).to_contain_text("niet getoond")
    expect(page.get_by_role("img", name="Per gemeente")).to_contain_text("Winterswijk")
    follow(page.get_by_role("region", name="Per fase").get_by_role("row", name="Gesproken").get_by_role("link"))
    expect(page.get_by_text("40 dossiers daarvan zijn voor jou open.")).to_be_visible()
    follow(page.get_by_role("link", name="Terug naar de cijfers"))
    with page.expect_download() as file:
        page.get_by_role("link", name="Bestand (csv)").click()
    assert file.value.suggested_filename == f"cijfers-AM09-{month.code}.csv"


@pytest.mark.full
def test_the_coordinator_reads_it_on_an_old_phone(on_an_old_phone: Visitor, month: Month) -> None:
    with row_security.house("work"):
        counted(month, mehmet())
    on_an_old_phone.signs_in(mehmet())
    page = on_an_old_phone.goes_to("/admin/cijfers/")
    follow(page.get_by_role("region", name="Per gemeente").get_by_role("row", name="Doetinchem").get_by_role("link"))
    expect(page.get_by_text("14 dossiers daarvan zijn voor jou open.")).to_be_visible()
    page = on_an_old_phone.goes_to("/admin/cijfers/")
    page.get_by_label("Maand", exact=True).select_option(index=1)
    press(page.get_by_role("button", name="Toon"))
    expect(page.get_by_text("is nog niet berekend")).to_be_visible()


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_everybody_can_read_it(visitor: Callable[..., Visitor], window: dict[str, int], month: Month) -> None:
    """Every kind of table and picture, the list behind a number, and a month nobody counted yet."""
    with row_security.house("work"):
        region = RegionFactory()
        partners = [municipality().pk, fnv().pk, debt_help().pk]
        scheme = Scheme.objects.create(region=region, code="scholing", name="Scholing via het team")
        as_told(month, region, partners, scheme.pk)
        place("GM1509", "Oude IJsselstreek", region)
    someone = visitor(window)
    someone.signs_in(mehmet())
    someone.goes_to("/admin/cijfers/")
    complaints = someone.complaints("cijfers")
    behind = f"maand={month.code}&rapport=aanmeldingen&tabel=per-gemeente&rij=GM0222"
    someone.goes_to(f"/admin/cijfers/dossiers/?{behind}")
    complaints += someone.complaints("cijfers-dossiers")
    someone.goes_to(f"/admin/cijfers/?maand={month.back(1).code}")
    complaints += someone.complaints("cijfers-leeg")
    assert not complaints, "\n".join(complaints)
