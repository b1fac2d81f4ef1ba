"""An administrator loads reference data: again, newer, broken, half, or the wrong file."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from rmt_portal.reference.loading.load import ONE_AT_A_TIME, SOURCES, STARTER, load, plan
from rmt_portal.reference.loading.reading import FileRefusedError
from rmt_portal.reference.models import (
    LabourRegion,
    LoadedFile,
    MinimumWage,
    Municipality,
    Occupation,
    OccupationLabel,
    OccupationSkill,
    Postcode,
    RegionBrand,
    Requirement,
    Skill,
    SkillGroup,
    Tightness,
)

pytestmark = pytest.mark.django_db

PC4 = "regions/pc4.csv"
OCCUPATIONS_NL = "esco/nl/occupations_nl.csv"
RELATIONS = "esco/en/occupationSkillRelations.csv"
SKILLS_NL = "esco/nl/skills_nl.csv"


def read(folder, path):
    with (folder / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, path, rows):
    with (folder / path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def run_command(*args, **options):
    out, err = StringIO(), StringIO()
    call_command("load_reference", *map(str, args), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_starter_set_holds_what_the_demo_region_needs():
    achterhoek = LabourRegion.objects.get(code="AM09")
    assert LabourRegion.objects.count() == 35
    assert achterhoek.municipalities.count() == 8
    assert achterhoek.lead_municipality.name == "Doetinchem"
    assert achterhoek.postcodes.filter(is_address=True).count() >= 85
    assert achterhoek.brand.reference_prefix == "RA"
    assert Occupation.objects.count() >= 60
    assert Occupation.objects.exclude(label_nl="").count() == Occupation.objects.count()
    assert Skill.objects.exclude(label_nl="").count() == Skill.objects.count() >= 300
    assert not Skill.objects.filter(groups=None).exists()
    assert not Occupation.objects.filter(occupation_skills__is_essential=True, skills=None).exists()
    assert OccupationLabel.objects.filter(kind="synonym").values("text").distinct().count() >= 300
    assert Requirement.objects.filter(code__in=["rijbewijs-b", "rijbewijs-ce", "code-95", "vog"]).count() == 4


def test_skill_groups_climb_to_the_top_in_four_levels():
    assert set(SkillGroup.objects.values_list("level", flat=True)) == {0, 1, 2, 3}
    for group in SkillGroup.objects.exclude(level=0).prefetch_related("parents"):
        assert {parent.level for parent in group.parents.all()} == {group.level - 1}
        assert group.label_nl


def test_loading_the_starter_set_again_changes_nothing_and_says_so():
    out, err = run_command()
    assert "0 changes (everything was there already), 0 lines refused." in out
    assert err == ""


def test_a_folder_of_official_files_updates_the_starter_set_and_doubles_nothing(folder, load_folder):
    rows = read(folder, OCCUPATIONS_NL)
    rows[0]["preferredLabel"], rows[0]["description"] = "kelner in een restaurant", "Brengt eten."
    write(folder, OCCUPATIONS_NL, rows)
    before = Occupation.objects.count()

    results = load_folder()

    assert results[OCCUPATIONS_NL].changed == 1
    changed = Occupation.objects.get(uri=rows[0]["conceptUri"])
    assert (changed.label_nl, changed.description_nl) == ("kelner in een restaurant", "Brengt eten.")
    assert Occupation.objects.count() == before
    assert not changed.labels.filter(kind="preferred", text="ober/serveerster").exists()
    assert sum(result.writes for result in load_folder().values()) == 0


def test_the_starter_set_leaves_alone_what_an_official_file_brought(folder, load_folder):
    rows = read(folder, SKILLS_NL)
    rows[0]["preferredLabel"] = "officiële naam"
    write(folder, SKILLS_NL, rows)
    load_folder()

    out, _ = run_command()

    assert "0 changes" in out
    assert Skill.objects.get(uri=rows[0]["conceptUri"]).label_nl == "officiële naam"


def test_without_the_optional_dutch_skills_our_own_names_stay(folder, load_folder):
    (folder / SKILLS_NL).unlink()
    results = load_folder()
    assert results[SKILLS_NL].is_starter
    assert Skill.objects.exclude(label_nl="").exists()


def test_a_skill_without_dutch_name_falls_back_to_english():
    skill = Skill.objects.exclude(label_en="").order_by("pk")[0]
    skill.label_nl = ""
    assert str(skill) == skill.label_en


def test_each_rejected_line_is_told_with_file_line_and_reason(folder, load_folder):
    rows = read(folder, PC4)
    good = len(rows)
    rows[0] |= {"woonplaats": "Nieuw\nDorp"}  # a field over two lines: the numbers below count lines of the file
    broken = [
        {"pc4": "0999"},
        {"pc4": "7998", "lat": "6.1", "lon": "52.0"},
        {"pc4": "7997", "lat": "veel"},
        {"pc4": "7996", "gm_code": "GM9999"},
        {"pc4": "7995", "am_code": "AM77"},
        {"pc4": rows[1]["pc4"]},
        {"pc4": "7994", "woonplaats": ""},
    ]
    write(folder, PC4, rows + [rows[1] | wrong for wrong in broken])

    result = load_folder(only=[PC4])[PC4]

    first = good + 3
    assert [number for number, _ in result.refused] == list(range(first, first + len(broken)))
    reasons = [reason for _, reason in result.refused]
    for reason, part in zip(
        reasons,
        [
            "pc4 '0999'",
            "not in the Netherlands",
            "not a number",
            "GM9999",
            "AM77",
            "says again what line 4",
            "is empty",
        ],
        strict=True,
    ):
        assert part in reason
    assert Postcode.objects.get(code=rows[0]["pc4"]).place == "Nieuw\nDorp"
    assert not Postcode.objects.filter(code__startswith="799").exists()


def test_the_command_prints_the_rejected_lines(folder):
    rows = read(folder, PC4)
    write(folder, PC4, [*rows, rows[1] | {"pc4": "abc"}])
    out, err = run_command(folder)
    assert f"regions/pc4.csv: line {len(rows) + 2}: pc4 'abc'" in err
    assert "1 lines refused" in out


def test_the_wrong_file_is_refused_whole_and_nothing_of_it_is_kept(folder, load_folder):
    rows = read(folder, PC4)
    for row in rows[1:]:
        row["lat"], row["lon"] = row["lon"], row["lat"]
    rows[0]["woonplaats"] = "Elders"
    write(folder, PC4, rows)
    with pytest.raises(FileRefusedError, match=r"pc4\.csv: 113 of 114 lines are refused.*line 3"):
        load_folder(only=[PC4])
    assert not Postcode.objects.filter(place="Elders").exists()


def test_a_file_that_breaks_off_is_refused_whole(folder, load_folder):
    path = folder / OCCUPATIONS_NL
    path.write_text(path.read_text(encoding="utf-8") + '"Occupation,half a line', encoding="utf-8")
    with pytest.raises(FileRefusedError, match=r"occupations_nl\.csv: line \d+.*is the file complete"):
        load_folder(only=[OCCUPATIONS_NL])


def test_a_file_with_other_columns_is_named_with_what_it_misses(folder, load_folder):
    (folder / PC4).write_text("postcode;plaats\n7001;Doetinchem\n", encoding="utf-8")
    with pytest.raises(FileRefusedError, match=r"pc4\.csv: the header misses pc4, woonplaats.*right file"):
        load_folder(only=[PC4])


def test_a_file_in_another_encoding_is_refused(folder, load_folder):
    (folder / PC4).write_bytes((folder / PC4).read_text(encoding="utf-8").replace("Aalten", "Ålten").encode("latin-1"))
    with pytest.raises(FileRefusedError, match="not UTF-8"):
        load_folder(only=[PC4])


def test_an_empty_file_is_refused(folder, load_folder):
    (folder / PC4).write_bytes(b"")
    with pytest.raises(FileRefusedError, match="the header misses"):
        load_folder(only=[PC4])


def test_a_folder_that_is_not_there_or_incomplete_gives_one_clear_line(folder):
    with pytest.raises(CommandError, match="is not a folder") as error:
        run_command(folder / "nergens")
    assert "\n" not in str(error.value)
    (folder / PC4).unlink()
    with pytest.raises(CommandError, match=r"misses regions/pc4\.csv; see docs/reference-data\.md"):
        run_command(folder)
    with pytest.raises(CommandError, match="is not a file of the reference data"):
        run_command(folder, only=["vum.csv"])


def test_what_came_before_a_broken_file_stays(folder):
    rows = read(folder, PC4)
    rows[0]["woonplaats"] = "Nieuwdorp"
    write(folder, PC4, rows)
    (folder / OCCUPATIONS_NL).write_bytes(b"niets\n")
    with pytest.raises(CommandError, match="occupations_nl"):
        run_command(folder)
    assert Postcode.objects.filter(place="Nieuwdorp").exists()


def test_a_relation_the_publisher_dropped_is_removed(folder, load_folder):
    rows = read(folder, RELATIONS)
    write(folder, RELATIONS, rows[1:])
    before = OccupationSkill.objects.count()
    assert load_folder(only=[RELATIONS])[RELATIONS].removed == 1
    assert OccupationSkill.objects.count() == before - 1


def test_a_relation_that_became_essential_is_changed(folder, load_folder):
    rows = read(folder, RELATIONS)
    row = next(row for row in rows if row["relationType"] == "optional")
    row["relationType"] = "essential"
    write(folder, RELATIONS, rows)
    result = load_folder(only=[RELATIONS])[RELATIONS]
    assert (result.inserted, result.changed, result.removed) == (0, 1, 0)


def test_a_skill_that_only_stands_under_another_skill_gets_its_groups(folder, load_folder):
    path = "esco/en/broaderRelationsSkillPillar.csv"
    rows = read(folder, path)
    upper = rows[0]["conceptUri"]
    lower = next(row["conceptUri"] for row in rows if row["conceptUri"] != upper)
    kept = [row for row in rows if row["conceptUri"] != lower]
    write(folder, path, [*kept, rows[0] | {"conceptUri": lower, "broaderUri": upper}])
    load_folder(only=[path])
    groups = {skill.uri: set(skill.groups.values_list("uri", flat=True)) for skill in Skill.objects.order_by("pk")}
    assert groups[lower] == groups[upper] != set()


def test_a_published_figure_replaces_a_demo_value_and_is_not_replaced_by_it(folder, load_folder):
    path = "labour_market/tightness.csv"
    rows = read(folder, path)
    real = dict.fromkeys(rows[0], "") | {"brc_group": "1051", "ratio": "5,5", "period": "2026Q1", "source": "UWV"}
    write(folder, path, [*(row | {"region": ""} for row in rows), real | {"region": "AM09"}])
    load_folder()
    run_command()
    told = Tightness.objects.get(brc__code="1051", region__code="AM09", quarter="2026Q1")
    assert (told.ratio, told.is_demo, told.published_on) == (5.5, False, date(2026, 3, 31))


def test_demo_values_can_be_left_out():
    paths = {step.source.path for step in plan(demo=False)}
    assert not any("demo" in path or "brand" in path for path in paths)
    assert "occupations/synonyms.csv" in paths


def test_the_brand_people_changed_is_never_overwritten():
    RegionBrand.objects.filter(region__code="AM09").update(phone="0314 12 34 56")
    run_command()
    assert RegionBrand.objects.get(region__code="AM09").phone == "0314 12 34 56"


def test_the_minimum_wage_knows_ages_and_learning_jobs():
    wages = {(wage.age, wage.contract): wage.hourly for wage in MinimumWage.objects.filter(valid_from="2026-01-01")}
    assert float(wages[21, "regular"]) == 14.71
    assert float(wages[18, "bbl"]) == 6.69


@pytest.mark.django_db(databases=["default", "owner"])
def test_two_loads_at_once_the_second_is_told_to_wait():
    with connections["owner"].cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            with pytest.raises(CommandError, match="another load of reference data is running"):
                run_command()
        finally:
            other.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
    assert "0 changes" in run_command()[0]


def test_what_was_loaded_is_remembered_once():
    before = list(LoadedFile.objects.order_by("path").values_list("path", "loaded_at"))
    run_command()
    assert list(LoadedFile.objects.order_by("path").values_list("path", "loaded_at")) == before
    assert {path for path, _ in before} == {s.path for s in SOURCES if (STARTER / s.path).is_file()}


def test_progress_only_goes_forward_and_ends_at_the_end(folder):
    shares = []
    list(load(plan(folder), lambda step, share: shares.append(share)))
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_every_synonym_names_an_occupation_in_the_form_of_esco():
    for row in read(STARTER, "occupations/synonyms.csv"):
        assert row["occupation_uri"].startswith("http://data.europa.eu/esco/occupation/")
        assert row["word"] == row["word"].strip()


def test_the_database_refuses_what_no_file_may_bring():
    from django.db import IntegrityError, transaction

    town = Municipality.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Postcode.objects.create(
            code="7999", place="Zee", latitude=10, longitude=6, municipality=town, region=town.region
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        LabourRegion.objects.create(code="XX01", name="Nergens")
