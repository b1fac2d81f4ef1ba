"""Staff types a vacancy, changes, copies, closes and reopens it; words that shut people out are asked about."""

from decimal import Decimal

import pytest
import time_machine

from matching import rematches, runs
from matching.models import MatchList, MatchRun, Vacancy, VacancyState
from matching.vacancies import wording
from partners.models import Role
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox.models import OutboxItem
from tests.matching.employer_stories import EmployerFactory, at_work, desk, typed
from tests.matching.factories import ProfileFactory, VacancyFactory, posting, write_lines
from tests.matching.test_import_vacancies import take_in
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def daan(client):
    """Daan of the service point, signed in."""
    return sign_in(client, desk())


def new(client, **changes) -> Vacancy:
    employer = changes.pop("employer", None) or EmployerFactory()
    answer = client.post("/admin/vacatures/nieuw/", typed(employer, **changes))
    assert answer.status_code == 302, answer.text
    return Vacancy.objects.latest("pk")


def fresh(vacancy: Vacancy) -> Vacancy:
    return Vacancy.objects.get(pk=vacancy.pk)


def asked_for_ranking() -> int:
    return OutboxItem.objects.filter(kind="match.region").count()


def test_daan_types_a_vacancy_ticks_what_matters_and_opens_it(client, daan):
    vacancy = new(client)
    assert vacancy.state == VacancyState.DRAFT
    assert asked_for_ranking() == 0
    assert (vacancy.place, vacancy.region.code) == ("Doetinchem", "AM09")
    assert vacancy.latitude == pytest.approx(51.97, abs=0.05)
    assert (vacancy.wage_min, vacancy.hours_max) == (Decimal("16.50"), 32)
    assert vacancy.occupation.isco.code == "8344"
    assert vacancy.sector is not None
    skills = f"/admin/vacatures/{vacancy.pk}/vaardigheden/"
    offered = client.get(skills).context["offered"]
    client.post(skills, {"skills": [str(offered[0].pk)]})
    assert list(fresh(vacancy).skills.all()) == [offered[0]]
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    vacancy = fresh(vacancy)
    assert vacancy.state == VacancyState.OPEN
    assert [event.event for event in vacancy.events.all()] == ["type", "publish"]
    assert asked_for_ranking() == 1
    assert AuditLine.objects.filter(action="vacancy.publish", object_ids=[vacancy.pk]).exists()


def test_every_client_of_the_region_has_the_new_vacancy_after_the_outbox_ran(client, daan):
    people = [ProfileFactory(did=["heftruckchauffeur"]).client for _number in range(3)]
    vacancy = new(client)
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    all_work()
    MatchRun.objects.filter(state=MatchRun.State.OPEN).values_list("pk", flat=True)
    rematches.carry_on()
    for person in people:
        assert vacancy.pk in MatchList.objects.current().get(client=person).vacancy_ids
    client.post(f"/admin/vacatures/{vacancy.pk}/sluit/", {"reason": "filled"})
    all_work()
    rematches.carry_on()
    for person in people:
        assert vacancy.pk not in MatchList.objects.current().get(client=person).vacancy_ids


def test_a_vacancy_that_changes_while_its_region_is_ranked_asks_for_another_run(client, daan):
    ProfileFactory()
    first = VacancyFactory()
    run = runs.start(first.region, MatchRun.Kind.INCREMENTAL, "going on")
    vacancy = new(client)
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    rematches.do_region({"region": first.region_id})
    again = OutboxItem.objects.filter(key__startswith=f"match.region:{first.region_id}:after:{run.pk}")
    assert again.count() == 1


def test_each_change_moves_the_version_and_only_of_an_open_one_asks_for_ranking(client, daan):
    employer = EmployerFactory()
    vacancy = new(client, employer=employer)
    change = f"/admin/vacatures/{vacancy.pk}/wijzig/"
    version = vacancy.version
    client.post(change, typed(employer, title="Heftruckchauffeur", version=str(version)))
    assert fresh(vacancy).version == version  # nothing was other than before
    client.post(change, typed(employer, wage_max="19,00", version=str(version)))
    assert fresh(vacancy).version == version + 1
    assert asked_for_ranking() == 0
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    version = fresh(vacancy).version
    client.post(change, typed(employer, wage_max="19,50", version=str(version)))
    assert fresh(vacancy).wage_max == Decimal("19.50")
    assert asked_for_ranking() == 2
    line = AuditLine.objects.filter(action="vacancy.change").latest("pk")
    assert line.fields == ["wage_max"]


def test_the_colleague_who_saved_first_is_not_overwritten(client, daan):
    employer = EmployerFactory()
    vacancy = new(client, employer=employer)
    change = f"/admin/vacatures/{vacancy.pk}/wijzig/"
    old = str(vacancy.version)
    client.post(change, typed(employer, places="3", version=old))
    answer = client.post(change, typed(employer, places="9", version=old))
    assert answer.status_code == 409
    assert "Een collega paste deze vacature net aan" in answer.text
    assert fresh(vacancy).places == 3


def test_words_that_shut_people_out_are_told_with_the_law_and_staff_may_keep_them(client, daan):
    employer = EmployerFactory()
    said = typed(
        employer, title="Barmedewerker", work="barmedewerker", description="Vanaf 18 jaar, je schenkt alcohol."
    )
    answer = client.post("/admin/vacatures/nieuw/", said)
    assert "WGBL art. 3 en 9" in answer.text
    assert "Vanaf 18 jaar" in answer.text
    assert not Vacancy.objects.exists()
    form = answer.context["form"]
    again = client.post("/admin/vacatures/nieuw/", said | {"woorden_gezien": form.data["woorden_gezien"]})
    assert "WGBL" in again.text  # not ticked: asked again
    client.post(
        "/admin/vacatures/nieuw/", said | {"woorden_gezien": form.data["woorden_gezien"], "woorden_blijven": "on"}
    )
    vacancy = Vacancy.objects.get()
    assert vacancy.wording_kept == ["age-limit"]
    assert AuditLine.objects.get(action="vacancy.add").reasons == ["wording:age-limit"]
    change = f"/admin/vacatures/{vacancy.pk}/wijzig/"
    more = said | {"version": str(vacancy.version), "description": "Vanaf 18 jaar. Jonge meid gezocht."}
    answer = client.post(change, more)
    assert "WGB (mannen en vrouwen)" in answer.text
    assert "WGBL art. 3 en 9" not in answer.text  # to that was said yes already


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wij zoeken iemand tussen 20 en 30 jaar", "age-limit"),
        ("Je bent een jonge hond", "age-young"),
        ("Schoolverlater met maximaal 3 jaar ervaring", "age-stage"),
        ("Hooguit twee jaar werkervaring", "age-experience"),
        ("Sterke mannen gezocht", "sex-person"),
        ("Gastvrouw", "sex-title"),
        ("Accentloos Nederlands", "language"),
        ("Poolse medewerkers", "origin"),
        ("Nederlandse nationaliteit", "nationality"),
        ("Zonder hoofddoek", "religion"),
        ("Getrouwd of zonder kinderen", "family"),
        ("Geen kinderwens", "pregnancy"),
        ("Je bent kerngezond", "health"),
        ("Stuur een recente foto mee: stuur een pasfoto", "looks"),
    ],
)
def test_words_of_every_ground_are_found(text, code):
    assert code in {finding.rule.code for finding in wording.findings(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Medewerker magazijn, 32 tot 36 uur. Je tilt tot 15 kilo en werkt soms 's avonds.",
        "Minstens 3 jaar ervaring. Wij bestaan al 50 jaar en hebben 40 collega's.",
        "Timmerman m/v met rijbewijs B. Je begrijpt werkinstructies in het Nederlands.",
        "Je werkt met jongeren en ouderen van 12 tot 80 en geeft hun zorg.",
        "Tussen 24 en 32 uur. Salaris van 2500 tot 3100 euro. Contract voor 1 jaar.",
        "Verkoop van damesmode en herenmode, ook op zaterdag.",
    ],
)
def test_ordinary_words_raise_no_alarm(text):
    assert wording.findings(text) == []


def test_every_rule_says_its_law_and_a_better_way():
    for rule in wording.rules():
        assert all((rule.code, rule.ground, rule.law, rule.why, rule.instead)), rule
        assert rule.why.endswith(".")
        assert rule.instead.endswith(".")


def test_a_file_with_such_words_is_taken_and_the_report_says_so(tmp_path):
    report = take_in(tmp_path, posting(title="Sterke man gezocht voor magazijn"))
    assert report.created == 1
    assert [note for _line, note in report.notes if "Sterke man" in note and "WGB" in note]


def test_pay_under_the_minimum_and_numbers_in_the_wrong_order_are_refused(client, daan):
    employer = EmployerFactory()
    low = client.post("/admin/vacatures/nieuw/", typed(employer, wage_min="5,00"))
    assert "lager dan het wettelijk minimumloon" in low.text
    swapped = client.post("/admin/vacatures/nieuw/", typed(employer, hours_min="36", hours_max="20"))
    assert "Dit is lager dan het getal erboven" in swapped.text
    strange = client.post("/admin/vacatures/nieuw/", typed(employer, postcode4="9999"))
    assert "Deze postcode kennen we niet" in strange.text
    assert not Vacancy.objects.exists()


def test_a_word_for_several_occupations_is_asked_and_none_of_these_is_an_answer(client, daan):
    employer = EmployerFactory()
    said = typed(employer, title="Monteur gevraagd", work="monteur")
    answer = client.post("/admin/vacatures/nieuw/", said)
    assert "Welk beroep is dit?" in answer.text
    client.post("/admin/vacatures/nieuw/", said | {"welk_beroep_van": "monteur", "welk_beroep": "none"})
    assert Vacancy.objects.get().occupation is None


def test_a_copy_is_a_draft_with_the_same_words_places_and_skills(client, daan):
    vacancy = new(client, shifts=["evening"], places="4")
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    answer = client.post(f"/admin/vacatures/{vacancy.pk}/kopie/")
    copy = Vacancy.objects.latest("pk")
    assert answer.headers["Location"] == f"/admin/vacatures/{copy.pk}/wijzig/"
    assert (copy.state, copy.shifts, copy.places, copy.employer) == ("draft", ["evening"], 4, vacancy.employer)
    assert copy.external_id != vacancy.external_id


def test_closing_asks_why_and_opening_again_is_one_press(client, daan):
    vacancy = new(client)
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    assert "Kies waarom." in client.post(f"/admin/vacatures/{vacancy.pk}/sluit/", {}).text
    client.post(f"/admin/vacatures/{vacancy.pk}/sluit/", {"reason": "filled"})
    second = client.post(f"/admin/vacatures/{vacancy.pk}/sluit/", {"reason": "filled"}, follow=True)
    assert "Dit is al gedaan" in second.text
    client.post(f"/admin/vacatures/{vacancy.pk}/heropen/")
    assert fresh(vacancy).state == VacancyState.OPEN
    page = client.get(f"/admin/vacatures/{vacancy.pk}/").text
    assert "Vervuld door een kandidaat van ons" in page
    assert "weer open gezet, Daan Peters" in page
    assert asked_for_ranking() == 3


def test_a_vacancy_past_its_last_day_can_not_be_opened_again(client, daan):
    vacancy = new(client, valid_through_dag="1", valid_through_maand="12", valid_through_jaar="2026")
    with time_machine.travel("2026-12-02 10:00+01:00"):
        sign_in(client, daan)
        answer = client.post(f"/admin/vacatures/{vacancy.pk}/open/", follow=True)
    assert "De laatste dag is al voorbij" in answer.text
    assert fresh(vacancy).state == VacancyState.DRAFT


def test_one_from_a_file_is_closed_here_and_stays_closed_at_the_next_file(client, daan, tmp_path):
    take_in(tmp_path, posting(1), posting(2))
    vacancy = Vacancy.objects.get(external_id="1")
    assert "komt uit een bestand" in client.get(f"/admin/vacatures/{vacancy.pk}/wijzig/", follow=True).text
    client.post(f"/admin/vacatures/{vacancy.pk}/sluit/", {"reason": "wrong"})
    report = take_in(tmp_path, posting(1, title="Chauffeur heftruck"), posting(2))
    assert report.changed == 1
    assert fresh(vacancy).state == VacancyState.CLOSED
    client.post(f"/admin/vacatures/{vacancy.pk}/heropen/")
    take_in(tmp_path, posting(2))
    assert fresh(vacancy).state == VacancyState.CLOSED  # gone from its file
    take_in(tmp_path, posting(1), posting(2))
    assert fresh(vacancy).state == VacancyState.OPEN
    story = [(event.event, event.actor) for event in vacancy.events.order_by("pk")]
    assert story == [("close", daan), ("reopen", daan), ("close", None), ("reopen", None)]


def test_no_file_may_take_the_name_of_what_is_typed_here(client, daan, tmp_path):
    vacancy = new(client)
    client.post(f"/admin/vacatures/{vacancy.pk}/open/")
    report = take_in(tmp_path, posting(1), name="Portaal.jsonl", source="portaal")
    lines = write_lines(tmp_path / "x.jsonl", posting(identifier={"name": "portaal", "value": "9"}))
    assert lines.exists()
    report = take_in(tmp_path, posting(identifier={"name": "portaal", "value": "9"}))
    assert "zo heet wat hier getypt is" in report.rejected[0].reason
    assert fresh(vacancy).state == VacancyState.OPEN


def test_coaches_read_and_propose_and_do_not_change(client, daan):
    vacancy = new(client)
    fatima = at_work("Fatima de Groot", Role.COACH)
    sign_in(client, fatima)
    page = client.get(f"/admin/vacatures/{vacancy.pk}/").text
    assert "Heftruckchauffeur" in page
    assert "Zet open" not in page
    for path in ("open", "sluit", "kopie"):
        assert client.post(f"/admin/vacatures/{vacancy.pk}/{path}/", {"reason": "wrong"}).status_code == 403
    assert client.get("/admin/vacatures/nieuw/").status_code == 403
    assert client.get(f"/admin/vacatures/{vacancy.pk}/wijzig/").status_code == 403
    assert "Nieuwe vacature" not in client.get("/admin/matching/vacancy/").text
