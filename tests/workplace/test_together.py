"""Fatima does something for several candidates at once: she sees first what will happen, and afterwards what did."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from zeal import zeal_ignore

from intake.models import CASE_LIFECYCLE, AllocationProposal, Appointment, Case
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import SYSTEM, advance
from rmt_portal.workplace.together import whole_list
from rmt_portal.workplace.together.selection import MOST
from tests.partners.factories import MembershipFactory, UserFactory, els, fatima, ingrid, karin, mehmet, municipality
from tests.workplace.factories import guided_by, registered
from tests.workplace.questions import questions
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
LIST, MINE, TOGETHER = "/admin/kandidaten/", "/admin/kandidaten/mijn/", "/admin/kandidaten/samen/"


@pytest.fixture
def coach(client):
    return sign_in(client, fatima())


def colleague(name: str = "Noor Bakker"):
    person = UserFactory(name=name)
    MembershipFactory(user=person, organisation=municipality(), role=Role.COACH)
    return person


def admitted(**fields):
    case = registered(**fields)
    for event in ("start_triage", "admit"):
        advance(case, CASE_LIFECYCLE, event, SYSTEM)
    return case


def chosen(*cases: Case) -> list[str]:
    return [f"{case.pk}:{Case.objects.get(pk=case.pk).version}" for case in cases]


def chooses(client, what: str, *cases: Case):
    return client.post(TOGETHER, {"wat": what, "kies": chosen(*cases)}, follow=True)


def does(client, step: str, data: dict):
    with zeal_ignore():  # one person is one transaction, on purpose
        return client.post(step, data | {"zeker": "1"}, follow=True)


def lines(page) -> dict[str, tuple[bool, str]]:
    return {line["name"]: (line["o"].done, line["o"].text) for line in page.context_data["lines"]}


def test_she_gives_several_candidates_to_coaches_after_seeing_what_will_happen(client, coach):
    noor = colleague()
    mine = guided_by(coach, client__first_name="Mijn", client__last_name="Eigen", last_contact_at=clock.now())
    waits = admitted(client__first_name="Wacht", client__last_name="Nog")
    new = registered(client__first_name="Net", client__last_name="Nieuw")
    theirs = guided_by(noor, client__first_name="Van", client__last_name="Noor")
    page = chooses(client, "coach", mine, waits, new, theirs)
    assert "Je koos 4 kandidaten" in page.text
    step = page.request["PATH_INFO"]
    page = client.post(step, {"coach": noor.pk})
    assert "Noor Bakker wordt meteen de coach" in page.text
    assert "krijgt de vraag" in page.text
    assert "Doe dit voor 2 kandidaten" in page.text
    assert Case.objects.of_coach(noor).count() == 1, "nothing happens yet"
    page = does(client, step, {"coach": noor.pk})
    told = lines(page)
    assert told["Mijn Eigen"] == (True, "Noor Bakker is nu de coach.")
    assert told["Wacht Nog"][0]
    assert told["Net Nieuw"] == (False, "Eerst wordt de aanmelding beoordeeld. Daarna kun je een coach vragen.")
    assert told["Van Noor"] == (False, "Noor Bakker is al de coach.")
    mine.refresh_from_db()
    assert set(Case.objects.of_coach(noor)) == {mine, theirs}
    assert mine.next_action == "Kennismaken na de overdracht"
    assert AllocationProposal.objects.get().coach == noor
    line = AuditLine.objects.get(action="coach.hand_over")
    assert line.client_ids == [mine.client_id]
    again = does(client, step, {"coach": noor.pk})
    assert lines(again) == told, "a second press does nothing again"
    assert AuditLine.objects.filter(action="coach.hand_over").count() == 1


def test_who_hands_over_no_longer_sees_what_is_sensitive_and_the_new_coach_does(client, coach):
    noor = colleague()
    case = guided_by(coach, last_contact_at=clock.now())
    step = chooses(client, "coach", case).request["PATH_INFO"]
    client.post(step, {"coach": noor.pk, "zeker": "1"})
    assert Case.objects.dossiers_of(noor).get().layer > Case.objects.dossiers_of(coach).get().layer


def test_who_takes_over_takes_back_what_was_asked_of_a_colleague(client, coach):
    noor, case = colleague(), admitted()
    step = chooses(client, "coach", case).request["PATH_INFO"]
    does(client, step, {"coach": noor.pk})
    step = chooses(client, "coach", case).request["PATH_INFO"]
    assert [done for done, _why in lines(does(client, step, {"coach": coach.pk})).values()] == [True]
    assert list(Case.objects.of_coach(coach)) == [case]
    assert not AllocationProposal.objects.open().exists()


def test_a_coach_who_can_not_see_the_dossier_can_not_get_it(client, coach):
    case = guided_by(coach, last_contact_at=clock.now())
    outside = karin()
    step = chooses(client, "coach", case).request["PATH_INFO"]
    page = client.post(step, {"coach": outside.pk, "zeker": "1"}, follow=True)
    ((done, why),) = lines(page).values()
    assert not done
    assert "geen toegang" in why
    assert list(Case.objects.of_coach(coach)) == [case]


def test_the_coordinator_hands_over_by_number(client):
    noor, case = colleague(), guided_by(fatima(), client__first_name="Samira", client__last_name="Canary")
    sign_in(client, mehmet())
    page = chooses(client, "coach", case)
    assert "S. C." in page.text
    assert "Canary" not in page.text
    page = client.post(page.request["PATH_INFO"], {"coach": noor.pk, "zeker": "1"}, follow=True)
    assert lines(page) == {"S. C.": (True, "Noor Bakker is nu de coach.")}
    assert list(Case.objects.of_coach(noor)) == [case]


def test_one_next_action_for_all_skips_who_a_colleague_changed_meanwhile(client, coach):
    today = clock.today()
    first = guided_by(coach, client__last_name="Een", last_contact_at=clock.now())
    second = guided_by(
        coach, client__last_name="Twee", last_contact_at=clock.now(), next_action="Mailen", next_action_on=today
    )
    third = guided_by(coach, client__last_name="Drie", last_contact_at=clock.now())
    step = chooses(client, "actie", first, second, third).request["PATH_INFO"]
    wrong = client.post(step, {"next_action": ""})
    assert "Schrijf op wat de volgende actie is" in wrong.text
    asked = {"next_action": "Uitnodigen voor de banenmarkt", "other_day": f"{today + timedelta(7):%d-%m-%Y}"}
    page = client.post(step, asked)
    assert "wordt vervangen" in page.text
    Case.objects.filter(pk=third.pk).update(version=third.version + 1)
    page = does(client, step, asked)
    told = lines(page)
    assert [name for name, (done, _why) in told.items() if not done] == [third.client.full_name]
    assert "Een collega veranderde dit dossier" in told[third.client.full_name][1]
    for case in (first, second):
        case.refresh_from_db()
        assert case.next_action == "Uitnodigen voor de banenmarkt"
        assert case.next_action_on == today + timedelta(7)
        assert case.last_contact_at is not None
    third.refresh_from_db()
    assert not third.next_action
    assert AuditLine.objects.filter(action="next_action.plan").count() == 2


def test_she_invites_several_for_the_same_moment_once(client, coach):
    cases = [guided_by(coach, last_contact_at=clock.now()) for _n in range(3)]
    day = clock.today() + timedelta(days=9)
    asked = {
        "day_dag": day.day,
        "day_maand": day.month,
        "day_jaar": day.year,
        "at": "9.30",
        "minutes": "60",
        "way": "desk",
    }
    step = chooses(client, "uitnodigen", *cases).request["PATH_INFO"]
    assert "Vul in waar jullie elkaar zien" in client.post(step, asked).text
    asked["place"] = "Raadhuisstraat 20, Doetinchem"
    page = client.post(step, asked)
    assert "09.30 uur, Raadhuisstraat 20, Doetinchem" in page.text
    assert not Appointment.objects.exists()
    told = lines(does(client, step, dict(page.context_data["kept"])))
    assert [done for done, _why in told.values()] == [True] * 3
    assert {a.case for a in Appointment.objects.all()} == set(cases)
    step = chooses(client, "uitnodigen", cases[0]).request["PATH_INFO"]
    ((done, why),) = lines(does(client, step, asked)).values()
    assert (done, why) == (False, "De kandidaat heeft op dit moment al een afspraak.")


def test_the_whole_page_is_one_box_and_the_file_holds_no_names(client, coach):
    for n in range(3):
        guided_by(coach, client__first_name="Geheim", client__last_name=f"Canary{n}", next_action="Bel Canary")
    page = client.get(MINE)
    rows = [row.mark for row in page.context_data["rows"]]
    assert page.text.count('name="rij"') == 3
    page = client.post(TOGETHER, {"wat": "bestand", "alles": "1", "rij": rows}, follow=True)
    assert "komen 3 kandidaten" in page.text
    step = page.request["PATH_INFO"]
    csv = client.post(step, {"vorm": "csv"}).content.decode()
    sheet = load_workbook(io.BytesIO(client.post(step, {"vorm": "xlsx"}).content)).active
    assert sheet.max_row == len(csv.strip().splitlines()) == 4
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    for text in (csv, " ".join(cells)):
        assert "Canary" not in text
        assert "Geheim" not in text
        assert "RA-2026-" in text
    line = AuditLine.objects.filter(action="candidates.export").latest("pk")
    assert len(line.client_ids) == 3
    assert client.post(step, {"vorm": "doc"}).status_code == 404


def test_the_whole_filtered_list_is_a_file_without_names_of_whom_she_may_read(client, coach, monkeypatch):
    soon, late = clock.today() + timedelta(days=9), clock.today() - timedelta(days=2)
    for n in range(30):
        guided_by(coach, client__last_name=f"Canary{n}", next_action="Bel", next_action_on=late if n < 27 else soon)
    guided_by(karin(), client__last_name="Verborgen", next_action="Bel", next_action_on=late)
    link = f"{MINE}bestand/?signaal=te-laat"
    assert link in client.get(f"{MINE}?signaal=te-laat").text
    page = client.get(link).text
    assert "komen 27 kandidaten" in page and "Gefilterd: Actie te laat" in page and "Canary" not in page
    made = client.post(link, {"vorm": "csv"}).content.decode()
    assert len(made.strip().splitlines()) == 28 and "Canary" not in made
    assert len(AuditLine.objects.filter(action="candidates.export").latest("pk").client_ids) == 27
    everybody = client.post(f"{LIST}bestand/", {"vorm": "csv"}).content.decode()
    assert len(everybody.strip().splitlines()) == 31, "not who is only known by a number"

    monkeypatch.setattr(whole_list, "MOST_IN_FILE", 26)
    answer = client.get(link, follow=True)
    assert "hoogstens 26 kandidaten. Filter eerst." in answer.text
    assert answer.request["PATH_INFO"] == MINE and answer.request["QUERY_STRING"] == "signaal=te-laat"


def test_what_nobody_chose_too_many_or_nonsense_changes_nothing(client, coach):
    case = guided_by(coach)
    client.get(LIST)
    for data, words in (
        ({"wat": "actie"}, "Kies eerst een of meer kandidaten"),
        ({"wat": "actie", "kies": ["x:1", "1", "١:1", f"{case.pk}:{'9' * 40}", "\x00"]}, "Kies eerst een of meer"),
        ({"wat": "actie", "kies": [f"{n}:1" for n in range(1, MOST + 2)]}, f"Kies hoogstens {MOST}"),
    ):
        page = client.post(TOGETHER, data, follow=True)
        assert words in page.text
        assert page.request["PATH_INFO"] == LIST
    assert client.post(TOGETHER, {"wat": "afsluiten", "kies": chosen(case)}).status_code == 404
    assert client.get(f"{TOGETHER}onbekend/actie/", follow=True).request["PATH_INFO"] == LIST


def test_another_person_can_not_use_what_she_chose_nor_somebody_elses_candidates(client, coach):
    hidden = guided_by(karin(), client__last_name="Canary")
    step = chooses(client, "actie", guided_by(coach), hidden).request["PATH_INFO"]
    page = client.post(step, {"next_action": "Bellen", "other_day": f"{clock.today() + timedelta(3):%d-%m-%Y}"})
    assert "niet meer voor je open" in page.text
    assert "Canary" not in page.text
    sign_in(client, ingrid())
    assert client.get(step, follow=True).request["PATH_INFO"] == LIST


def test_a_manager_makes_a_file_and_nothing_else(client):
    case = guided_by(fatima())
    sign_in(client, els())
    actions = client.get(LIST).context_data["actions"]
    assert [action.slug for action in actions] == ["bestand"]
    assert chooses(client, "actie", case).status_code == 403
    assert chooses(client, "coach", case).status_code == 403


@pytest.mark.parametrize("size", [2, 20])
def test_looking_first_asks_as_many_questions_for_twenty_as_for_two(client, coach, size):
    cases = [guided_by(coach) for _n in range(size)]
    step = chooses(client, "actie", *cases).request["PATH_INFO"]
    with questions() as asked:
        client.post(step, {"next_action": "Bellen", "other_day": f"{clock.today() + timedelta(3):%d-%m-%Y}"})
    assert len(asked) == 5, "\n".join(asked)
