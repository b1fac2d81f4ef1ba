"""A person types what they call their work, and finds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmt_portal.reference.models import Occupation, OccupationLabel
from rmt_portal.reference.search import LONGEST_TEXT, exact, fold, likeliest, occupations

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("ober", "ober/serveerster"),
        ("kelner", "ober/serveerster"),
        ("kassiere", "kassamedewerker"),
        ("Kassière", "kassamedewerker"),
        ("heftruck", "heftruckchauffeur"),
        ("verpleegster", "algemeen verpleegkundige"),
        ("poetsvrouw", "schoonmaker gebouwen"),
        ("pakketbezorger", "auto- en bestelwagenkoerier"),
        ("juf", "leraar basisonderwijs"),
        ("cv-monteur", "verwarmingsmonteur"),
        ("CV monteur", "verwarmingsmonteur"),
        ("thuiszorg", "thuiszorgmedewerker"),
        ("kinderopvang", "medewerker kinderdagverblijf"),
    ],
)
def test_an_everyday_word_finds_the_occupation_first(typed, official):
    assert occupations(typed)[0].name == official


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("verplegster", "algemeen verpleegkundige"),
        ("timerman", "timmerman"),
        ("vrachtwagenchaufeur", "vrachtwagenchauffeur"),
        ("schoonmaker kantor", "schoonmaker gebouwen"),
        ("elektricien woningbouw", "monteur elektrische installaties woningbouw"),
    ],
)
def test_a_typing_error_or_more_words_still_find_it(typed, official):
    assert official in [found.name for found in occupations(typed)]


def test_the_beginning_of_a_word_is_enough():
    assert occupations("hef")[0].name == "heftruckchauffeur"
    assert occupations("loodg")[0].name == "loodgieter"


def test_monteur_alone_offers_technical_work_and_is_no_answer_by_itself():
    found = [one.name for one in occupations("monteur")]
    assert found[0] == "monteur industriële machines"
    assert {"monteur elektrische installaties", "verwarmingsmonteur", "automonteur", "loodgieter"} <= set(found[:6])
    assert exact("monteur") is None
    assert likeliest("monteur").label_nl == "monteur industriële machines"


def test_the_everyday_word_wins_from_another_occupation_with_the_same_other_name():
    monteur = Occupation.objects.get(label_nl="kapper")
    OccupationLabel.objects.create(occupation=monteur, text="monteur", folded="monteur", kind="alternative")
    assert occupations("monteur")[0].name == "monteur industriële machines"


def test_a_title_with_m_v_is_the_same_word():
    assert exact("Kelner (m/v)").label_nl == "ober/serveerster"
    assert exact("KELNER m/v/x") == exact("kelner")


def test_a_word_with_several_meanings_is_its_own_official_name():
    assert exact("administratief medewerker").label_nl == "administratief medewerker"


def test_the_answer_shows_the_word_that_was_typed_with_the_official_name():
    assert occupations("kelner")[0].label == "kelner (ober/serveerster)"
    assert occupations("lasser")[0].label == "lasser"


def test_each_occupation_stands_in_the_answer_once_and_the_best_is_first():
    found = occupations("medewerker", limit=20)
    assert len({one.occupation_id for one in found}) == len(found) <= 20
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize("nothing", ["", " ", "-", "a", "%", "__", "'; --", "🧹", "的", "xqzwxqzw"])
def test_nonsense_finds_nothing_and_breaks_nothing(nothing):
    assert occupations(nothing) == []
    assert exact(nothing) is None


def test_a_long_question_is_cut_and_still_answered():
    assert occupations("ober" + " " * 50 + "x" * 5000)[:1] == occupations("ober" + " " * 50 + "x" * 46)[:1]
    assert occupations("kok " * 3000) == occupations(("kok " * 3000)[:LONGEST_TEXT])


@given(st.text(max_size=300))
def test_whatever_is_typed_is_folded_once_and_for_all(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Caissière", "caissiere"),
        ("e-mail", "e mail"),
        ("E–mail", "e mail"),
        ("Ĳsverkoper", "ijsverkoper"),
        ("ict'er", "ict er"),
        ("C++-programmeur", "c++ programmeur"),
        ("  Ober \t (m/v)", "ober"),
        ("100%_zeker", "100 zeker"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


def test_a_search_asks_at_most_four_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        occupations("iets onbekends xqz")
