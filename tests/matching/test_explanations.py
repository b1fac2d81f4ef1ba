"""A coach can say why: in plain words, from what was stored, with what is missing and what closes the gap."""

import re
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

from matching import facts, opportunities
from matching.bands import Band
from matching.client_matches import rank_client
from matching.engine.gates import Gate, Reason
from matching.explanations import GATE_SENTENCES, Explanation, Stored, explain
from matching.models import ContractKind, MatchList, Vacancy, VacancyState
from partners.models import Layer
from rmt_portal.reference.models import Requirement, Sector, Tightness
from tests.matching.factories import ProfileFactory, VacancyFactory

pytestmark = pytest.mark.django_db


def told(profile, vacancy, **stored) -> Explanation:
    pair = {
        "vacancy_id": vacancy.pk, "score": 0.6, "gate": Gate.NOW, "reasons": 0, "confidence": 0.9,
        "is_return": False, "components": {"skills_history": 0.5, "travel": 0.9, "hours": 1.0},
    } | stored  # fmt: skip
    return explain(Stored(**pair), facts.read(profile, [vacancy.pk]))


def section(letter: str) -> Sector:
    return Sector.objects.get(scheme=2008, code=letter)


def test_the_three_words_follow_from_the_gate_and_a_low_score():
    profile, vacancy = ProfileFactory(), VacancyFactory()
    assert told(profile, vacancy).word == "Past goed bij jou"
    assert told(profile, vacancy, gate=Gate.WITH_TRAINING).word == "Kan met een opleiding"
    assert told(profile, vacancy, gate=Gate.NOT_NOW).word == "Verder weg"
    assert told(profile, vacancy, score=0.1).word == "Verder weg"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_of_the_gate_has_a_sentence(reason):
    assert reason in GATE_SENTENCES
    sentence = told(ProfileFactory(), VacancyFactory(), reasons=int(reason), gate=Gate.NOT_NOW).gate
    assert sentence == [str(GATE_SENTENCES[reason])]
    assert sentence[0].endswith(".")


def test_there_are_two_to_four_reasons_and_none_of_them_holds_a_score():
    profile, vacancy = ProfileFactory(), VacancyFactory()
    everything = dict.fromkeys(
        ("skills_last", "education", "wishes", "travel", "hours", "wage", "demand", "moves"), 0.99
    )
    assert len(told(profile, vacancy, components=everything).reasons) == 4
    assert len(told(profile, vacancy, components={}, confidence=0.2).reasons) == 2
    assert "Vul je werkprofiel aan" in told(profile, vacancy, components={}, confidence=0.2).reasons[1]


def test_somebody_who_did_this_before_reads_so_first():
    assert told(ProfileFactory(), VacancyFactory(), is_return=True).reasons[0] == "Je deed dit soort werk al eerder."


def test_from_a_shrinking_sector_to_one_that_is_short_of_people():
    profile = ProfileFactory(last_sector=section("I"))
    assert (
        told(profile, VacancyFactory(sector=section("Q"))).from_to == "van horeca (krimp) naar zorg en welzijn (tekort)"
    )
    assert told(profile, VacancyFactory(sector=section("I"))).from_to == "blijft in horeca (krimp)"
    assert told(profile, VacancyFactory(sector=None)).from_to == ""


def test_a_division_of_a_sector_speaks_with_the_name_of_its_section():
    vacancy = VacancyFactory(sector=Sector.objects.get(scheme=2008, code="87"))
    assert "naar zorg en welzijn (tekort)" in told(ProfileFactory(last_sector=section("G")), vacancy).from_to


def test_what_is_missing_comes_with_the_training_that_gives_it_how_long_what_it_costs_and_who_pays():
    call_command("load_services", stdout=StringIO(), stderr=StringIO())
    vacancy = VacancyFactory()
    vacancy.requires.add(Requirement.objects.get(code="heftruckcertificaat"))
    missing = told(
        ProfileFactory(), vacancy, gate=Gate.WITH_TRAINING, reasons=int(Reason.REQUIREMENT_BRIDGEABLE)
    ).missing
    forklift = next(gap for gap in missing if gap.what == "heftruckcertificaat")
    assert forklift.services[0] == "Cursus heftruck, 2 dagen, € 295, betaald door het mobiliteitsteam"


def test_what_is_there_is_not_missing():
    profile, vacancy = ProfileFactory(), VacancyFactory()
    certificate = Requirement.objects.get(code="heftruckcertificaat")
    vacancy.requires.add(certificate)
    profile.has.add(certificate)
    assert "heftruckcertificaat" not in [gap.what for gap in told(profile, vacancy).missing]


def test_a_legal_age_is_never_spelled_out():
    vacancy = VacancyFactory()
    vacancy.requires.add(Requirement.objects.get(code="leeftijd-21"))
    assert not [gap for gap in told(ProfileFactory(), vacancy).missing if "jaar" in gap.what]


def test_facts_say_travel_hours_pay_and_contract_in_words():
    profile = ProfileFactory(hours_min=24, hours_max=32, transport=["bicycle"], last_hourly_wage=Decimal("15.00"))
    vacancy = VacancyFactory(
        postcode4="7011", place="Gaanderen", hours_min=20, hours_max=28,
        wage_min=Decimal("16.50"), wage_max=Decimal("17.50"), contract=ContractKind.PERMANENT,
    )  # fmt: skip
    travel, hours, pay, contract = told(profile, vacancy).facts
    assert re.fullmatch(r"Gaanderen, ongeveer \d km, \d+ minuten met de fiets", travel)
    assert hours == "20 tot 28 uur per week (je wilt 24 tot 32)"
    assert pay == "€ 16,50 tot € 17,50 per uur (ongeveer € 2,00 meer dan eerst)"
    assert contract == "vast contract"


def test_unknown_is_said_to_be_unknown():
    vacancy = VacancyFactory(latitude=None, longitude=None)
    assert told(ProfileFactory(), vacancy).facts == [
        "Doetinchem, reistijd onbekend", "uren onbekend", "loon onbekend", "contract onbekend",
    ]  # fmt: skip


def test_demand_names_its_source_and_date_and_an_example_value_says_so():
    sentence = told(ProfileFactory(), VacancyFactory()).demand
    assert sentence.startswith("Achterhoek: ")
    assert "voorbeeldcijfer van 1 juni 2026" in sentence


@pytest.mark.parametrize(("known", "word"), [(0.9, "zeker"), (0.7, "vrij zeker"), (0.3, "nog niet zeker")])
def test_how_sure_it_is_is_a_word(known, word):
    assert told(ProfileFactory(), VacancyFactory(), confidence=known).confidence == word


def test_it_says_what_is_not_used():
    sentence = str(told(ProfileFactory(), VacancyFactory()).not_used)
    for word in ("naam", "leeftijd", "vandaan", "uitkering", "gezondheid"):
        assert word in sentence


@pytest.fixture
def ranked_client():
    """Somebody from the kitchen with at least ten vacancies around."""
    for work in ("kok", "ober", "heftruckchauffeur", "verzorgende", "schoonmaker", "magazijnmedewerker"):
        VacancyFactory.create_batch(3, work=work)
    profile = ProfileFactory(did=["ober", "kok"])
    rank_client(profile.client_id)
    return profile.client


def case_of(client, layer):
    case = client.cases.get()
    case.layer = layer
    return case


def test_the_tab_shows_two_lists_of_at_least_ten_with_reasons_and_no_percentage(ranked_client, rf):
    context = opportunities.tab_context(rf.get("/"), case_of(ranked_client, Layer.WORK))
    shown = context["opportunities"]
    assert shown.back and shown.new
    assert {told.vacancy.title for told in shown.back} == {"Kok", "Ober"}
    assert len(shown.back) + len(shown.new) + len(shown.farther) >= 10
    page = render_to_string("matching/_opportunities.html", context)
    assert "Terug naar eerder werk" in page and "Nieuwe richting" in page
    assert "%" not in page and "score" not in page.lower()
    assert page.count("<h3>") == len(shown.back) + len(shown.new) + len(shown.farther)


def test_below_the_layer_of_working_together_nothing_is_read(ranked_client, rf, django_assert_num_queries):
    case = case_of(ranked_client, Layer.TRIAGE)
    with django_assert_num_queries(0):
        context = opportunities.tab_context(rf.get("/"), case)
    assert context["opportunities"] is None
    assert "toegang" in render_to_string("matching/_opportunities.html", context)


def test_the_number_of_queries_does_not_grow_with_the_list(ranked_client, django_assert_max_num_queries):
    opportunities.of_client(ranked_client.pk)
    with django_assert_max_num_queries(8):  # the region is known by now
        opportunities.of_client(ranked_client.pk)


def test_nobody_was_ranked_yet(rf):
    profile = ProfileFactory()
    page = render_to_string(
        "matching/_opportunities.html", opportunities.tab_context(rf.get("/"), case_of(profile.client, Layer.WORK))
    )
    assert "Wij zoeken op dit moment" in page


def test_a_vacancy_that_closed_since_is_left_out(ranked_client):
    listed = MatchList.objects.current_for(ranked_client.pk).vacancy_ids
    before = opportunities.of_client(ranked_client.pk, 50, 50)
    gone = before.new[0].vacancy
    type(gone).objects.filter(pk=gone.pk).close()
    after = opportunities.of_client(ranked_client.pk, 50, 50)
    assert gone.pk in listed
    assert gone.pk not in {told.vacancy.pk for told in (*after.new, *after.back, *after.farther)}
    assert all(told.vacancy.state == VacancyState.OPEN for told in after.new)


def test_the_overview_names_the_same_first_ones_with_the_same_words(ranked_client, rf, django_assert_num_queries):
    listed = MatchList.objects.current_for(ranked_client.pk).vacancy_ids
    Vacancy.objects.filter(pk=listed[0]).close()
    told, case = opportunities.of_client(ranked_client.pk, 3, 3), case_of(ranked_client, Layer.WORK)
    with django_assert_num_queries(2):
        best = opportunities.card_context(rf.get("/"), case)["opportunities"]

    def said(ones):
        return [(one.vacancy.pk, one.word) for one in ones]

    assert (said(best["new"]), said(best["back"])) == (said(told.new), said(told.back))
    assert best["new"] or best["back"]
    hidden = opportunities.card_context(rf.get("/"), case_of(ranked_client, Layer.TRIAGE))
    assert hidden == {"opportunities": None}


def test_a_changed_profile_says_the_list_is_renewed(ranked_client):
    type(ranked_client.work_profile).objects.filter(client=ranked_client).update(version=2)
    assert opportunities.of_client(ranked_client.pk).is_outdated


def test_bands_have_words_for_everybody():
    assert {band.dots for band in Band} == {1, 2, 3}


def test_a_training_is_promised_only_when_somebody_gives_it():
    profile, vacancy = ProfileFactory(), VacancyFactory()
    taught, untaught = int(Reason.SKILLS_TRAINABLE), int(Reason.SKILLS_MISSING)
    assert told(profile, vacancy, gate=Gate.WITH_TRAINING, reasons=taught).word == "Kan met een opleiding"
    assert told(profile, vacancy, gate=Gate.WITH_TRAINING, reasons=untaught).word == "Verder weg"


def test_much_demand_is_said_only_when_the_figure_beside_it_says_so():
    profile, vacancy = ProfileFactory(), VacancyFactory()
    group = vacancy.occupation.isco.brc
    Tightness.objects.filter(brc=group).delete()
    figure = Tightness.objects.create(
        brc=group, region=vacancy.region, quarter="2026Q3", ratio=0.9, source="proef", published_on=date(2026, 9, 1)
    )
    assert "veel vraag" not in " ".join(told(profile, vacancy, components={"demand": 0.9}).reasons)
    Tightness.objects.filter(pk=figure.pk).update(ratio=1.5)
    assert "veel vraag" in " ".join(told(profile, vacancy, components={"demand": 0.9}).reasons)
