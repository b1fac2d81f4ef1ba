"""The candidate list: six columns, chips that count, filters in the address, names never in it."""

from datetime import date, timedelta

import pytest

from intake.models import Situation
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.reference.models import Municipality
from tests.partners.factories import RegionFactory, els, ingrid, jan, karin, sofie
from tests.rig.halves import first_now, some_now
from tests.workplace.factories import ago, guided_by, registered
from tests.workplace.questions import questions
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/kandidaten/"


def names(page) -> list[str]:
    return [row.name for row in page.context_data["rows"]]


def chips(page) -> dict[str, int]:
    return {str(chip["title"]): chip["count"] for chip in page.context_data["chips"]}


def search(client, text, path=LIST):
    return client.post(path, {"zoek": text}, follow=True)


def test_every_chip_counts_what_it_shows(client, coach):
    today, now = clock.today(), clock.now()
    guided_by(coach, next_action="Bellen", next_action_on=today - timedelta(1), last_contact_at=now)
    guided_by(coach, last_contact_at=now - timedelta(days=22))
    registered()
    registered(contact_due_on=today - timedelta(3))
    page = client.get(LIST)
    assert chips(page) == {
        "Alles": 4,
        "Actie te laat": 2,
        "Te lang geen contact": 1,
        "Nog niet gebeld": 2,
        "Geen coach": 2,
        "Antwoord op een kans": 0,
        "Nazorg te laat": 0,
    }
    for chip in page.context_data["chips"]:
        shown = client.get(chip["url"])
        assert len(shown.context_data["rows"]) == chip["count"] == shown.context_data["total"], chip["title"]


def test_late_stands_first_with_an_icon_and_words(client, coach):
    today, now = clock.today(), clock.now()
    guided_by(
        coach,
        client__first_name="Op",
        client__last_name="Tijd",
        next_action="A",
        next_action_on=today + timedelta(4),
        last_contact_at=now,
    )
    guided_by(
        coach,
        client__first_name="Te",
        client__last_name="Laat",
        next_action="B",
        next_action_on=today - timedelta(6),
        last_contact_at=now,
    )
    guided_by(coach, client__first_name="Lang", client__last_name="Stil", last_contact_at=ago(45))
    page = client.get(LIST)
    assert names(page) == ["Te Laat", "Op Tijd", "Lang Stil"]
    assert "6 dagen te laat" in page.text
    assert "45 dagen geleden" in page.text
    assert page.text.count("#late") == 1
    assert page.text.count("#silent") == 1


@pytest.mark.parametrize(
    "text",
    [
        "hof",
        "van 't Hof",
        "HÖF, ".strip(", "),
        "SAMIRA hof",
        "7001ab",
        "7001 AB",
        "3-4-1988",
        "3 4 1988",
        "RA-2026-9999",
        "ra-2026-9999",
    ],
)
def test_a_candidate_is_found_however_people_type(client, coach, text):
    registered(
        client__first_name="Samira",
        client__last_name="van 't Höf",
        client__postcode="7001 AB",
        client__birth_date=date(1988, 4, 3),
        reference="RA-2026-9999",
    )
    registered(
        client__first_name="Anders",
        client__last_name="Iemand",
        client__postcode="7101 CD",
        client__birth_date=date(1970, 1, 1),
    )
    assert names(search(client, text)) == ["Samira van 't Höf"]


def test_what_was_typed_stands_in_the_box_and_never_in_the_address(client, coach):
    registered(client__last_name="Geheim")
    page = search(client, "Geheim")
    address = page.redirect_chain[-1][0]
    assert "eheim" not in address
    assert 'value="Geheim"' in page.text
    assert names(client.get(address)) == names(page)
    assert "1 kandidaat gevonden" in page.text
    line = AuditLine.objects.filter(action="candidates.search").latest("pk")
    assert line.fields == ["zoek"]
    assert "eheim" not in str(vars(line))


def test_another_person_can_not_open_a_kept_search(client, coach):
    registered(client__last_name="Geheim")
    address = search(client, "Geheim").redirect_chain[-1][0]
    sign_in(client, ingrid())
    assert 'value="Geheim"' not in client.get(address).text


@pytest.mark.parametrize(
    "text", first_now(["\x00", "x" * 5000, "", "   ", "'; drop table", "%", "_", "a " * 200, "31-2-2020", "٣-٤-١٩٨٨"])
)
def test_no_search_breaks_the_list(client, coach, text):
    registered()
    assert search(client, text).status_code == 200


def test_an_empty_result_offers_the_way_on(client, coach):
    page = search(client, "niemand", "/admin/kandidaten/mijn/")
    assert "Niemand past bij wat je zoekt" in page.text
    assert "zoek bij alle kandidaten" in page.text


def test_filters_stand_in_the_address_and_combine(client, coach):
    region = RegionFactory()
    here = Municipality.objects.create(code="GM9001", name="Aardenburg", region=region)
    guided_by(
        coach,
        client__first_name="Samira",
        client__last_name="Hier",
        client__municipality=here,
        situation=Situation.SELF_EMPLOYED,
    )
    guided_by(coach, client__first_name="Bas", client__last_name="Hier", client__municipality=here)
    registered(situation=Situation.SELF_EMPLOYED)
    page = client.get(LIST, {"gemeente": "GM9001", "situatie": "self_employed", "coach": coach.pk, "fase": "assigned"})
    assert names(page) == ["Samira Hier"]
    assert page.context_data["total"] == 1
    assert "Wis filters" in page.text


@pytest.mark.parametrize(
    "query", ["fase=verzonnen", "signaal=x", "gemeente=%27", "coach=abc", "volgorde=-pk", "pagina=99999", "zoek=zz"]
)
def test_an_address_that_was_tampered_with_shows_the_list(client, coach, query):
    guided_by(coach)
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert len(page.context_data["rows"]) == 1


@pytest.mark.parametrize("order", first_now(["laat", "naam", "contact", "nieuw"], 1))
def test_every_order_shows_everyone_once_over_the_pages(client, coach, order):
    for _n in range(30):
        registered()
    seen = [
        row.case.pk for p in (1, 2) for row in client.get(LIST, {"volgorde": order, "pagina": p}).context_data["rows"]
    ]
    assert len(seen) == len(set(seen)) == 30


def test_with_a_chip_the_pages_hold_what_fits_and_the_other_numbers_stay(client, coach):
    fitting = {
        guided_by(coach, next_action="Bellen", next_action_on=clock.today() - timedelta(1)).pk for _n in range(30)
    }
    others = [guided_by(coach, last_contact_at=clock.now()) for _n in range(4)]
    pages = [client.get(LIST, {"signaal": "te-laat", "pagina": wanted}) for wanted in ("1", "2", "3", "0", "x")]
    shown = [[row.case.pk for row in page.context_data["rows"]] for page in pages]
    assert [len(rows) for rows in shown] == [25, 5, 5, 5, 25], "past the end is the last one"
    assert set(shown[0] + shown[1]) == fitting
    assert [page.context_data["page"].number for page in pages] == [1, 2, 2, 2, 1]
    for page in pages:
        assert (chips(page)["Alles"], chips(page)["Actie te laat"]) == (30 + len(others), 30)


def test_my_candidates_are_those_i_guide(client, coach):
    mine = guided_by(coach)
    registered()
    page = client.get("/admin/kandidaten/mijn/")
    assert [row.case for row in page.context_data["rows"]] == [mine]
    assert "Geen coach" not in chips(page)
    assert client.get("/admin/kandidaten/mijn/?signaal=geen-coach").context_data["total"] == 1


def test_a_manager_sees_numbers_and_initials_only(client):
    registered(client__first_name="Samira", client__last_name="Canary", reference="RA-2026-4444")
    sign_in(client, els())
    page = client.get(LIST)
    assert names(page) == ["S. C."]
    assert "RA-2026-4444" in page.text
    assert "Canary" not in page.text
    assert "Aangemeld</span>" not in page.text


def test_a_name_that_is_typed_does_not_tell_a_manager_who_is_known_here(client):
    registered(client__first_name="Samira", client__last_name="Canary")
    sign_in(client, els())
    assert names(search(client, "canary")) == []


@pytest.mark.parametrize("person", [karin, sofie])
def test_who_has_no_access_sees_nobody(client, person):
    registered(client__last_name="Canary")
    sign_in(client, person())
    page = client.get(LIST)
    assert names(page) == []
    assert chips(page)["Alles"] == 0


def test_a_colleague_of_another_organisation_with_access_sees_the_person(client):
    member = jan()
    registered(member.memberships.get().organisation, client__first_name="Samira", client__last_name="Bakker")
    sign_in(client, member)
    assert names(client.get(LIST)) == ["Samira Bakker"]


def test_a_list_is_one_line_in_the_log_with_everyone_it_showed(client, coach):
    cases = [registered() for _n in range(3)]
    client.get(LIST)
    line = AuditLine.objects.get(action="candidates.list")
    assert set(line.client_ids) == {case.client_id for case in cases}
    assert line.organisation_id == coach.memberships.get().organisation_id


@pytest.mark.parametrize("size", some_now([1, 10, 60], [1, 10]))
def test_the_list_asks_as_many_questions_for_sixty_as_for_one(client, coach, size):
    for _n in range(size):
        guided_by(coach)
    client.get(LIST)
    with questions() as asked:
        client.get(LIST)
    assert len(asked) == 9, "\n".join(asked)


def test_the_drop_downs_offer_who_works_here_as_text_and_keep_what_was_chosen(client, coach):
    coach.name = '<b onclick="x">O\'Brien & Co</b>'
    coach.save(update_fields=["name"])
    text = client.get(f"{LIST}?coach={coach.pk}&fase=intake").text
    assert f'<option value="{coach.pk}" selected>&lt;b onclick=&quot;x&quot;&gt;O&#x27;Brien &amp; Co' in text
    assert '<option value="intake" selected>Intake</option>' in text and text.count(" selected>") == 3, "and the order"
    assert "<b onclick" not in text
