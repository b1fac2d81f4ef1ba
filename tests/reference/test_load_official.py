"""The complete official files, as their publishers give them out."""

import resource
from io import StringIO
from time import perf_counter

import pytest
from django.core.management import call_command

from rmt_portal.reference.models import (
    IscoGroup,
    LabourRegion,
    Municipality,
    Occupation,
    OccupationLabel,
    OccupationSkill,
    Postcode,
    Skill,
    SkillGroup,
)
from rmt_portal.reference.search import occupations
from tests.official_data import OFFICIAL, needs_official_data

pytestmark = [pytest.mark.django_db, pytest.mark.full, needs_official_data]


def test_the_official_files_load_completely_within_a_minute_and_a_gigabyte_and_twice_is_once():
    out = StringIO()
    started = perf_counter()
    call_command("load_reference", OFFICIAL, stdout=out, stderr=StringIO())
    assert perf_counter() - started < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1024 * 1024  # kB
    assert Occupation.objects.count() == 3007
    assert Skill.objects.count() == 13_896
    assert OccupationSkill.objects.count() > 123_700
    assert LabourRegion.objects.count() == 35
    assert LabourRegion.objects.filter(lead_municipality=None).count() == 0
    assert Municipality.objects.count() == 342
    assert Postcode.objects.filter(is_address=True).count() >= 4066
    assert IscoGroup.objects.count() == 619
    assert SkillGroup.objects.count() == 647
    assert not Skill.objects.filter(groups=None).filter(skill_type="skill/competence").exists()
    assert not Occupation.objects.filter(isco__brc=None).exists()
    assert OccupationLabel.objects.filter(kind="synonym").values("occupation").distinct().count() > 150

    again = StringIO()
    call_command("load_reference", OFFICIAL, stdout=again, stderr=StringIO())
    assert ": 0 changes (everything was there already)" in again.getvalue()

    for typed, official in (
        ("ober", "ober/serveerster"),
        ("kassiere", "kassamedewerker"),
        ("heftruck", "heftruckchauffeur"),
        ("verpleegster", "algemeen verpleegkundige"),
        ("monteur", "monteur industriële machines"),
    ):
        assert occupations(typed)[0].name == official
    assert "editor film en video" not in [found.name for found in occupations("monteur", limit=3)]
