"""The region's catalogue comes from a file: good lines are kept, the others named, twice changes nothing."""

from decimal import Decimal
from pathlib import Path

import pytest

from partners.models import Organisation, PartnerKind
from rmt_portal.csv_file import UnusableFile
from services import accredited_file
from services.catalogue_file import load
from services.models import Service

pytestmark = pytest.mark.django_db

HEADER = "region,code,name,kind,provider,provider_kind,teaches,gives,months,cost,paid_by\n"
FORKLIFT = "AM09,heftruck,Cursus heftruck,training,Opleider,provider,S8.1.3,heftruckcertificaat,0.1,295,het team\n"


def catalogue(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "diensten.csv"
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    return file


def test_a_training_comes_in_with_what_it_teaches_gives_and_costs(tmp_path):
    report = load(catalogue(tmp_path, FORKLIFT))
    course = Service.objects.get(code="heftruck")
    assert report.created == 1
    assert (course.months, course.cost, course.paid_by) == (Decimal("0.1"), Decimal(295), "het team")
    assert [group.code for group in course.teaches.all()] == ["S8.1.3"]
    assert [requirement.code for requirement in course.gives.all()] == ["heftruckcertificaat"]
    assert course.provider.kind == PartnerKind.PROVIDER


def test_the_same_file_twice_changes_nothing_and_a_new_price_changes_one(tmp_path):
    load(catalogue(tmp_path, FORKLIFT))
    again = load(catalogue(tmp_path, FORKLIFT))
    dearer = load(catalogue(tmp_path, FORKLIFT.replace("295", "310")))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    assert (dearer.changed, Service.objects.get().cost) == (1, Decimal(310))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (FORKLIFT.replace("AM09", "AM99"), "regio AM99"),
        (FORKLIFT.replace(",training,", ",cursus,"), "soort cursus"),
        (FORKLIFT.replace("S8.1.3", "S0.0.0"), "S0.0.0"),
        (FORKLIFT.replace("heftruckcertificaat", "vliegbrevet"), "vliegbrevet"),
        (FORKLIFT.replace("0.1", "kort"), "months"),
        (FORKLIFT.replace("295", "-1"), "cost"),
        (FORKLIFT.replace("Opleider,provider", "Onbekend,"), "Onbekend"),
        (FORKLIFT.replace("Cursus heftruck", ""), "name"),
    ],
)
def test_a_bad_line_is_named_and_the_good_one_is_kept(tmp_path, line, why):
    report = load(catalogue(tmp_path, line, FORKLIFT.replace("heftruck,", "goed,")))
    assert [number for number, _reason in report.rejected] == [2]
    assert why in report.rejected[0][1]
    assert [service.code for service in Service.objects.all()] == ["goed"]


def test_a_file_without_the_columns_is_refused(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("naam;prijs\nCursus;10\n")
    with pytest.raises(UnusableFile, match="region"):
        load(file)


@pytest.mark.parametrize("read", [load, accredited_file.load], ids=["services", "companies"])
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"number,region,code,name,kind,provider,accredited_from\n", "kolommen"),
        (b"naam\xff\n", "UTF-8"),
        (None, "niet te lezen"),
    ],
    ids=["other columns", "other letters", "not there"],
)
def test_a_file_that_can_not_be_read_says_what_to_do(tmp_path, read, content, why):
    file = tmp_path / "x.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnusableFile, match=why):
        read(file)


@pytest.mark.parametrize(
    ("read", "lines"),
    [
        (load, f'{HEADER}AM09,x,"Zonder einde\n{FORKLIFT}'),
        (accredited_file.load, 'number,name,accredited_from\n1,"Zonder einde,2020-01-01\n2,Bakker,2020-01-01\n'),
    ],
    ids=["services", "companies"],
)
def test_a_quotation_mark_without_an_end_is_named_by_its_line_and_swallows_nothing(tmp_path, read, lines):
    file = tmp_path / "x.csv"
    file.write_text(lines)
    with pytest.raises(UnusableFile, match="Regel 2 is geen CSV"):
        read(file)


def test_the_demo_catalogue_is_complete():
    report = load(Path("services/demo/services.csv"))
    assert not report.rejected
    assert report.created == 36
    assert Organisation.objects.filter(services__isnull=False).exists()
