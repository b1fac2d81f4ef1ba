"""What came of it: work found, from which sector to which, without days between; and how it is after half a year."""

from datetime import timedelta

import pytest

from intake import endings, placements
from intake.models import Aftercare, Case, WorkProfile
from partners.access import reach_of
from rmt_portal import clock
from rmt_portal.reference.models import Sector
from services.figures import reading
from services.figures.counting import case_ids, count
from services.figures.months import Month
from services.figures.reports import BY_SLUG
from services.models import FigureSnapshot
from tests.partners.factories import els, fatima
from tests.services.factories import works_for
from tests.services.figures.months import counted
from tests.workplace.factories import guided_by

pytestmark = pytest.mark.django_db
MONTH = Month.newest()
REPORT = BY_SLUG["uitkomsten"]


def sector(code, name, section=None):
    return Sector.objects.get_or_create(scheme=2008, code=code, defaults={"name": name, "section": section})[0]


def finds_work(coach, was, now, last_day):
    """Somebody of a sector begins in another one, the day the old work ended or later."""
    case = guided_by(coach)
    WorkProfile.objects.filter(client=case.client_id).update(last_sector=was)
    first_day = clock.today() + timedelta(days=1)
    work = placements.Work("Zorggroep", "verzorgende", "permanent", 28, "to_20", first_day, sector_id=now.pk)
    placements.place(case, works_for(coach), work, version=case.version, old_work_ends_on=last_day)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def month(settings):
    """Five from hospitality to care without a gap, four from shops to care, one to a farm; below three is small."""
    settings.SMALL_CELL = 3
    with clock.pretend(MONTH.start + timedelta(days=9, hours=9)):
        coach = fatima()
        reach_of(coach)
        food, shops = sector("I", "Horeca"), sector("G", "Handel")
        care, farm = sector("Q", "Gezondheids- en welzijnszorg"), sector("A", "Landbouw")
        hospital = sector("86", "Ziekenhuizen", care)
        for _n in range(5):
            finds_work(coach, food, hospital, clock.today() + timedelta(days=1))
        for _n in range(4):
            finds_work(coach, shops, care, clock.today() - timedelta(days=60))
        finds_work(coach, food, farm, clock.today() + timedelta(days=1))
    return MONTH


def table(snapshot, slug):
    (made,) = [
        sheet
        for chapter in reading.read(snapshot)
        for sheet in chapter.sheets
        if (sheet.report, sheet.table.slug) == (REPORT, slug)
    ]
    return {line.title: dict(zip(made.head[1:], [c.text for c in line.cells], strict=True)) for line in made.lines}


def test_from_sector_to_sector_and_from_work_to_work(month):
    snapshot = counted(month, els())
    direct = table(snapshot, "werk-naar-werk")
    assert direct["Totaal"]["Aantal"] == "10"
    assert (direct["van werk naar werk"]["Aantal"], direct["van werk naar werk"]["Van de 100"]) == ("6", "60")
    assert direct["eerst zonder werk"]["Aantal"] == "4"
    assert table(snapshot, "van-naar") == {}, "the half year is not over"
    after = MONTH.half_year[1].back(-6)
    numbers = {REPORT.slug: count(REPORT, snapshot.region_id, after)}
    food, shops, care, farm = (sector(code, "") for code in "IGQA")
    streams = table(FigureSnapshot(numbers=numbers), "van-naar")
    assert set(streams) == {food.name, shops.name, "Totaal"}, "a division counts in its section"
    assert streams[shops.name] == {care.name: "4", farm.name: "0", "Totaal": "4"}
    assert streams[food.name] == {care.name: None, farm.name: None, "Totaal": "6"}, "else the one on a farm is told"
    assert streams["Totaal"][care.name] is None and streams["Totaal"]["Totaal"] == "10"
    assert table(snapshot, "per-contract")["vast"]["Aantal"] == "10"


def test_how_it_ended_and_after_half_a_year(month):
    region = els().memberships.get().region_id
    half_a_year_on = MONTH.back(-6)
    first, *others = Case.objects.order_by("pk")
    with clock.pretend(half_a_year_on.start + timedelta(days=2, hours=9)):
        coach = fatima()
        Aftercare.objects.filter(placement__case__in=others[:4], kind="half_year").update(
            held_on=clock.today(), result="still_there"
        )
        placement = others[4].placements.get()
        placements.stop(placement, works_for(coach), clock.today(), version=others[4].version)
        endings.close(first, works_for(coach), "work", ended_on=clock.today(), version=first.version)
    numbers = count(REPORT, region, half_a_year_on)
    assert numbers["per-uitkomst"] == [["work", "", 1]]
    assert numbers["na-zes-maanden"] == [["not_asked", "", 5], ["still_there", "", 4], ["stopped", "", 1]]
    half = REPORT.table("na-zes-maanden")
    assert len(case_ids(half, region, half_a_year_on)) == 10
    with clock.pretend(half_a_year_on.until + timedelta(days=40)):
        again = Case.objects.get(pk=first.pk)
        endings.reopen(
            again, works_for(fatima()), "Het werk stopte", version=again.version, work_ended_on=clock.today()
        )
    assert count(REPORT, region, half_a_year_on) == numbers, "reopened later, it ended all the same in that month"
    assert FigureSnapshot.objects.count() == 0
