"""What the ranking does to groups of people: told in figures, and never an input of the ranking."""

import ast
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client as Browser

from intake.models import AlsoTrue, Channel, Client, Registration, Situation
from matching import fairness
from matching.fairness.careers import paired_careers
from matching.fairness.groups import age_band
from matching.models import Vacancy
from matching.trainings import unlocking
from tests.matching.conftest import fingerprint
from tests.matching.factories import ProfileFactory, VacancyFactory, achterhoek
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
MAKES_A_RANKING = ("engine", "reading")


def rematch(region):
    call_command("rematch", region=region.code, full=True, here=True, stdout=StringIO(), stderr=StringIO())


def test_who_somebody_is_changes_no_score_gate_or_order(small_region):
    """The attribute swap: everybody gets another name, birth date, language and situation; nothing moves."""
    rematch(small_region)
    before = fingerprint()
    for number, person in enumerate(Client.objects.filter(region=small_region).order_by("pk")):
        person.first_name, person.last_name = ("Mohammed", "El Amrani") if number % 2 else ("Anna", "de Vries")
        person.birth_date = date(1962 if number % 3 else 1999, 5, 17)
        person.talk_language = "ar" if number % 2 else "nl"
        person.wants_interpreter = bool(number % 2)
        person.save()
    Registration.objects.filter(client__region=small_region).update(
        also_true=[AlsoTrue.BENEFIT, AlsoTrue.JOB_AGREEMENT, AlsoTrue.LANGUAGE], situation=Situation.EMPLOYED
    )
    rematch(small_region)
    assert fingerprint() == before


def test_nothing_that_makes_a_ranking_can_reach_the_groups():
    root = Path(settings.BASE_DIR) / "matching"
    files = [file for part in MAKES_A_RANKING for file in (root / part).glob("*.py")]
    files += [
        root / f"{name}.py" for name in ("ranking", "writing", "weights/published", "chunks", "trainings/unlocking")
    ]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = getattr(node, "module", "") or ""
            assert "fairness" not in " ".join([*names, module]), file
            assert not {"Registration", "AlsoTrue", "Situation"} & set(names), file


def crowd(n: int, town, **registration):
    for number in range(n):
        profile = ProfileFactory(did=["magazijnmedewerker"], max_km=40)
        Client.objects.filter(pk=profile.client_id).update(municipality=town, birth_date=date(1990, 1, 1))
        Registration.objects.create(
            client=profile.client, case=profile.client.cases.get(), draft_key=f"{town.pk}-{number}-{registration}",
            channel=Channel.WEB, situation=Situation.LOST, **registration,
        )  # fmt: skip


@pytest.fixture
def two_towns(db):
    first, second, third = achterhoek().municipalities.order_by("pk")[:3]
    VacancyFactory.create_batch(6, work="magazijnmedewerker")
    VacancyFactory.create_batch(4, work="verzorgende")
    crowd(31, first, also_true=[AlsoTrue.BENEFIT])
    crowd(33, second)
    crowd(4, third)
    rematch(achterhoek())
    unlocking.of_region(achterhoek().pk)
    return first, second, third


def test_groups_from_thirty_get_figures_and_smaller_ones_can_not_be_worked_out(two_towns):
    first, second, third = two_towns
    made = fairness.report(achterhoek().pk)
    by_name = {d["name"]: {g["name"]: g for g in d["groups"]} for d in made["dimensions"]}
    towns = by_name["Gemeente"]
    assert towns[third.name] == {"name": third.name, "hidden": True}
    hidden = [name for name, group in towns.items() if group.get("hidden")]
    assert len(hidden) >= 2  # with one hidden group the total would tell its size
    shown = towns[second.name]
    assert shown["people"] == 33 and shown["share"] == pytest.approx(33 / 68, abs=1e-4)
    assert 0 < shown["gate_pass"] <= 1 and 0 <= shown["with_training"] <= 1 and 0 < shown["quality"] <= 1
    benefit = by_name["Uitkering"]
    assert benefit["met een uitkering"]["people"] == 31
    exposures = [g["exposure"] * g["share"] for g in benefit.values()]
    assert sum(exposures) == pytest.approx(1, abs=0.01)
    assert first.name in hidden or towns[first.name]["people"] == 31
    assert "man of vrouw" in made["not_kept"]


def test_the_command_gives_one_object_and_the_page_reads_the_same(two_towns):
    out = StringIO()
    call_command("fairness_report", region="AM09", json=True, stdout=out)
    told = json.loads(out.getvalue().splitlines()[-1])
    assert told["region"] == "AM09" and told["people"] == 68 and "gini" in told["exposure"]["shown"]
    all_work()
    browser = Browser()
    sign_in(browser, people.els())
    page = browser.get("/admin/eerlijk/").text
    assert two_towns[1].name in page and "Te weinig mensen" in page
    assert not [c for c in Client.objects.filter(region=achterhoek()) if c.last_name in page]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2000, 11, 22), "jonger dan 27 jaar"),
        (date(1999, 11, 21), "27 tot en met 44 jaar"),
        (date(1981, 11, 21), "45 tot en met 54 jaar"),
        (date(1960, 1, 1), "55 jaar en ouder"),
        (None, "niet bekend"),
    ],
)
def test_a_birthday_moves_somebody_to_the_next_band(born, band):
    assert str(age_band(born, date(2026, 11, 21))) == band


def test_the_same_person_with_a_gap_or_part_time_years_gets_the_same_and_a_difference_is_explained(small_region):
    base, gap, part_time, diploma, no_car = paired_careers(small_region.pk)
    same = (base.now, base.with_training, base.quality, base.same_in_top_10, base.confidence)
    for other in (gap, part_time):
        assert (other.now, other.with_training, other.quality, other.same_in_top_10, other.confidence) == same
        assert other.why == "Geen verschil: de computer kijkt hier niet naar."
    assert diploma.confidence < base.confidence  # unknown is no zero: it only makes less sure
    assert "diplomawaardering" in diploma.why
    assert no_car.now + no_car.with_training < base.now + base.with_training
    assert "vervoer" in no_car.why
    Vacancy.objects.all().delete()
    assert paired_careers(small_region.pk) == []
