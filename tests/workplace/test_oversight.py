"""Oversight: the log, access that is looked at, openings in nood that are judged, and contact data on request."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from intake.models import ContactTask
from partners import emergencies, who_looked
from partners.models import AccessReview, EmergencyAccess, Organisation, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox.models import OutboxItem
from tests.partners import factories
from tests.services import factories as services
from tests.workplace.factories import guided_by, registered
from tests.workplace.questions import questions
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
WHY = "Haar moeder belt: ze komt niet thuis en is somber."


def address(case, more=""):
    return f"/admin/dossier/{case.client.public_id}/{more}"


def officer_elsewhere():
    elsewhere = factories.RegionFactory(code="AM07")
    arnhem = factories.municipality("Gemeente Arnhem", regions=[elsewhere])
    return factories._person("Petra Vos", arnhem, Role.PRIVACY_OFFICER, elsewhere)


# --- contact data --------------------------------------------------------------------------------------------------


def test_a_colleague_asks_for_contact_data_and_the_client_can_see_that(client):
    case = guided_by(factories.fatima(), client__phone="+31612345678", client__email="samira@voorbeeld.nl")
    ingrid = sign_in(client, factories.ingrid())
    for part in ("", "?deel=intake", "?deel=tijdlijn", "?deel=toegang"):
        page = client.get(address(case, part)).text
        for hidden in ("12345678", "samira@voorbeeld.nl", case.client.postcode):
            assert hidden not in page
    assert "Contactgegevens nodig?" in page

    ask = address(case, "contactgegevens/")
    page = client.post(ask, {"deel": "intake"}).text
    assert "Kies waarom je de contactgegevens nodig hebt." in page
    assert "12345678" not in page
    assert not AuditLine.objects.filter(action="contact.show").exists()

    page = client.post(ask, {"deel": "intake", "reason": "coach_away"}).text
    assert "06 12345678" in page
    assert case.client.postcode in page
    line = AuditLine.objects.get(action="contact.show")
    assert (line.client_ids, line.actor_id, line.reasons) == ([case.client_id], ingrid.pk, ["coach_away"])
    assert "12345678" not in client.get(address(case)).text, "shown once"

    told = who_looked.looks(case.client_id)[0].looks[0]
    assert "bekeek je telefoonnummer en adres" in told.what
    assert "omdat je coach er niet was" in told.why


def test_the_own_coach_sees_it_at_once_and_a_coordinator_on_request(client):
    case = guided_by(factories.fatima(), client__phone="+31612345678")
    sign_in(client, factories.fatima())
    page = client.get(address(case)).text
    assert "06 12345678" in page
    assert "Contactgegevens nodig?" not in page
    sign_in(client, factories.mehmet())
    assert "12345678" not in client.get(address(case)).text
    page = client.post(address(case, "contactgegevens/"), {"reason": "arrange"}).text
    assert "06 12345678" in page
    assert case.client.last_name not in page
    sign_in(client, factories.els())
    assert client.post(address(case, "contactgegevens/"), {"reason": "arrange"}).status_code == 403


# --- the log -------------------------------------------------------------------------------------------------------


def rows(page):
    return page.context_data["rows"]


def test_the_officer_finds_what_was_done_with_one_dossier(client):
    fatima, case, other = factories.fatima(), guided_by(factories.fatima()), registered()
    sign_in(client, fatima)
    client.get(address(case))
    client.get(address(other))
    sign_in(client, factories.sofie())
    assert client.get(address(case)).status_code == 403
    sign_in(client, factories.pieter())
    for number in (case.reference, case.reference.lower(), str(case.client.public_id), str(case.client_id)):
        found = rows(client.get("/admin/logboek/", {"client": number, "action": "gelezen"}))
        whats = [(row.what, row.who, row.was_refused) for row in found if row.what == "Dossier bekeken"]
        assert whats == [("Dossier bekeken", "Sofie Mulder", True), ("Dossier bekeken", "Fatima de Groot", False)]
        assert {about for row in found for about in row.about} == {case.reference}
    refused = rows(client.get("/admin/logboek/", {"client": case.reference, "result": "refused"}))
    assert {row.who for row in refused} == {"Sofie Mulder"}
    mine = rows(client.get("/admin/logboek/", {"actor": fatima.pk, "action": "dossier.read"}))
    assert len(mine) == 2
    page = client.get("/admin/logboek/", {"client": case.reference})
    assert "wettelijke taak, Gemeente Doetinchem, wat nodig is om te helpen" in page.text
    assert case.client.last_name not in page.text
    line = AuditLine.objects.filter(action="log.search").latest("pk")
    assert (line.client_ids, line.fields) == ([case.client_id], ["client"])


def test_an_officer_sees_the_own_region_only(client):
    case = guided_by(factories.fatima())
    sign_in(client, factories.fatima())
    client.get(address(case))
    petra = sign_in(client, officer_elsewhere())
    client.get("/admin/")
    found = rows(client.get("/admin/logboek/"))
    assert {row.who for row in found} == {petra.name}
    page = client.get("/admin/logboek/", {"client": case.reference})
    assert "Dit nummer is niet bekend in je regio" in page.text
    assert rows(client.get("/admin/logboek/", {"client": case.client_id})) == []
    assert client.get(f"/admin/logboek/dossier/{case.client.public_id}/").status_code == 404
    for nobody in (factories.fatima, factories.bram, factories.mehmet, factories.els):
        sign_in(client, nobody())
        assert client.get("/admin/logboek/").status_code == 403


def test_a_line_keeps_its_region_when_the_person_is_gone(client):
    pieter, case = factories.pieter(), registered()
    gone = case.client_id + 1_000_000
    log.record("dossier.read", client_ids=[case.client_id], actor=factories.fatima())
    log.record("dossier.read", client_ids=[gone], actor=factories.fatima())
    known, unknown = AuditLine.objects.filter(action="dossier.read").order_by("pk")
    assert known.region_ids == [case.region_id]
    assert unknown.region_ids == []
    sign_in(client, pieter)
    assert rows(client.get("/admin/logboek/", {"client": gone})) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"client": "Jansen"}, "Dit nummer is niet bekend in je regio"),
        ({"first": "gisteren of zo"}, "Schrijf een dag als 27-11-2026."),
        ({"first": "27-11-2026", "last": "26-11-2026"}, "De laatste dag ligt voor de eerste"),
        ({"actor": "999999"}, "Deze keuze is er niet"),
        ({"action": "x' OR 1=1"}, "Deze keuze is er niet"),
        ({"client": "a\x00b"}, ""),
    ],
)
def test_a_wrong_filter_is_said_and_shows_nothing(client, asked, said):
    sign_in(client, factories.pieter())
    page = client.get("/admin/logboek/", asked)
    assert page.status_code == 200
    assert said in page.text
    assert rows(page) == []
    assert client.post("/admin/logboek/bestand/?client=Jansen").status_code == 400


def test_pages_follow_each_other_by_key_with_few_questions(client):
    fatima, case = factories.fatima(), registered()
    for _n in range(120):
        log.record("dossier.read", client_ids=[case.client_id], actor=fatima)
    sign_in(client, factories.pieter())
    asked = {"client": case.reference, "action": "dossier.read"}
    with questions() as counted:
        page = client.get("/admin/logboek/", asked)
    assert len(counted) <= 12, "\n".join(counted)
    seen = [row.pk for row in rows(page)]
    while page.context_data["older_url"]:
        page = client.get(page.context_data["older_url"])
        seen += [row.pk for row in rows(page)]
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    back = client.get(page.context_data["newer_url"])
    assert [row.pk for row in rows(back)] == seen[50:100]


def test_the_file_has_no_formula_and_stands_in_the_log(client):
    fatima, case = factories.fatima(), registered()
    fatima.name = "=HYPERLINK(1)"
    fatima.save()
    log.record("dossier.read", client_ids=[case.client_id], fields=["intake"], actor=fatima)
    pieter = sign_in(client, factories.pieter())
    answer = client.post(f"/admin/logboek/bestand/?client={case.reference}&action=dossier.read")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    header, *found = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert header[2] == "wat"
    assert [(row[2], row[4], row[6], row[7]) for row in found] == [
        ("Dossier bekeken", "'=HYPERLINK(1)", case.reference, "intake")
    ]
    line = AuditLine.objects.get(action="log.export")
    assert (line.actor_id, line.reasons, line.client_ids) == (pieter.pk, ["rows:1"], [case.client_id])


# --- who looked ----------------------------------------------------------------------------------------------------


def test_a_client_reads_per_day_and_organisation_who_looked_and_why(client):
    case = guided_by(factories.fatima())
    sign_in(client, factories.fatima())
    client.get(address(case))
    client.get("/admin/kandidaten/")
    sign_in(client, factories.sofie())
    client.get(address(case))
    emergencies.open_dossier(case.client_id, case.region_id, "danger", WHY, Actor(factories.jan(), factories.uwv().pk))
    (day,) = who_looked.looks(case.client_id)
    assert day.day == clock.today()
    uwv, arnhem, doetinchem = day.looks
    assert (uwv.organisation, uwv.names) == ("UWV", ["Jan Wolters"])
    assert WHY in uwv.why[0]
    assert arnhem.was_refused
    assert arnhem.why == ["dit mocht niet, er is niets getoond"]
    assert (doetinchem.organisation, doetinchem.names) == ("Gemeente Doetinchem", [])
    assert doetinchem.why == ["om je te helpen naar werk"]
    assert set(doetinchem.what) == {"keek in je dossier", "zag je in een lijst"}

    Organisation.objects.filter(pk=factories.municipality().pk).update(shows_names=True)
    assert who_looked.looks(case.client_id)[0].looks[2].names == ["Fatima de Groot"]
    now = [(row.organisation, row.name, row.is_over) for row in who_looked.access_of(case.client_id)]
    assert ("UWV", "Jan Wolters", False) in now
    assert ("Gemeente Doetinchem", "Fatima de Groot", False) in now


def test_the_officer_sees_who_had_access_and_not_the_dossier(client):
    case = guided_by(factories.fatima())
    emergencies.open_dossier(case.client_id, case.region_id, "danger", WHY, Actor(factories.jan(), factories.uwv().pk))
    sign_in(client, factories.pieter())
    page = client.get(f"/admin/logboek/dossier/{case.client.public_id}/").text
    assert "Jan Wolters" in page
    assert "in nood geopend" in page
    assert case.client.last_name not in page
    assert client.get(address(case)).status_code == 403


# --- openings in nood ----------------------------------------------------------------------------------------------


def test_an_opening_is_found_by_number_told_to_the_client_and_judged(client, django_capture_on_commit_callbacks):
    case = guided_by(factories.fatima())
    jan = sign_in(client, factories.jan())
    page = client.get("/admin/nood/zoek/")
    assert "Zoek dit dossier" in page.text
    assert 'href="/admin/nood/zoek/"' in client.get("/admin/").text
    assert "Dit nummer is er niet" in client.post("/admin/nood/zoek/", {"number": "RA-1999-0001"}).text
    found = client.post("/admin/nood/zoek/", {"number": case.reference.lower()})
    assert found["Location"] == address(case, "nood/")
    client.post(found["Location"], {"reason": "danger", "explanation": WHY})
    opened = EmergencyAccess.objects.get(user=jan)
    assert OutboxItem.objects.filter(kind="emergency.tell_client", payload={"emergency": opened.pk}).exists()

    pieter = sign_in(client, factories.pieter())
    assert "nog te beoordelen" in client.get("/admin/").text
    judge = f"/admin/nood/{opened.pk}/beoordeel/"
    assert "Kies eerst een oordeel" in client.post(judge, {}, follow=True).text
    assert "Opgeslagen: Terecht" in client.post(judge, {"verdict": "right"}, follow=True).text
    opened.refresh_from_db()
    assert (opened.verdict, opened.reviewed_by) == ("right", pieter)
    assert AuditLine.objects.get(action="emergency.review").client_ids == [case.client_id]
    sign_in(client, officer_elsewhere())
    assert client.post(judge, {"verdict": "wrong"}).status_code == 404


def test_a_dossier_of_another_region_is_not_found(client):
    case = guided_by(factories.fatima())
    sign_in(client, factories.sofie())
    assert "Dit nummer is er niet in jouw regio" in client.post("/admin/nood/zoek/", {"number": case.reference}).text


def test_a_client_without_mail_is_told_by_the_own_coach():
    from intake.emergency_notice import compose, tell_client

    fatima = factories.fatima()
    case, mailed = guided_by(fatima, client__email=""), guided_by(fatima)
    for which in (case, mailed):
        opened = emergencies.open_dossier(which.client_id, which.region_id, "danger", WHY, Actor(factories.jan()))
        tell_client({"emergency": opened.pk})
    assert ContactTask.objects.get(title__startswith="Vertel").owner == fatima
    letter = compose({"emergency": opened.pk})
    assert letter.to == mailed.client.email
    assert OutboxItem.objects.filter(kind="mail.emergency").count() == 1


def test_an_empty_explanation_is_always_an_erased_one():
    case = guided_by(factories.fatima())
    opened = emergencies.open_dossier(case.client_id, case.region_id, "danger", WHY, Actor(factories.jan()))
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.create(
            user=opened.user, organisation=opened.organisation, region=opened.region, client_id=1, reason="danger"
        )
    EmergencyAccess.objects.filter(pk=opened.pk).update(explanation="")
    opened.refresh_from_db()
    assert opened.explanation_erased_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=opened.pk).update(explanation_erased_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=opened.pk).update(
            verdict="right", reviewed_at=clock.now(), reviewed_by=opened.user
        )


# --- access review -------------------------------------------------------------------------------------------------


def test_an_administrator_looks_at_the_own_organisation_every_quarter(client, tmp_path):
    fatima, _jan = factories.fatima(), factories.jan()
    guided_by(fatima)
    sleeper = factories.ingrid(second_factor=False)
    type(sleeper).objects.filter(pk=sleeper.pk).update(active_since=timezone.now() - timedelta(days=80))
    bram = sign_in(client, factories.bram())
    assert "Toegang nakijken" in client.get("/admin/").text
    page = client.get("/admin/toegang/")
    assert "nog nooit" in page.text
    assert "UWV" not in page.text
    town = factories.municipality()
    one = f"/admin/toegang/{town.pk}/{factories.RegionFactory().pk}/"
    page = client.get(one)
    for expected in ("Fatima de Groot", "app met codes", "Ingrid Bos", "geen", "wordt niet gebruikt"):
        assert expected in page.text
    people = {row["person"].user.name: row["person"] for row in page.context_data["people"]}
    assert people["Fatima de Groot"].open_grants == 1
    assert client.get(f"/admin/toegang/{factories.uwv().pk}/{factories.RegionFactory().pk}/").status_code == 404

    client.post(one)
    client.post(one)
    seen = AccessReview.objects.get()
    assert (seen.organisation, seen.reviewer, seen.role) == (town, bram, "administrator")
    assert AuditLine.objects.filter(action="review.confirm", object_ids=[town.pk]).count() == 1
    assert "nu nakijken" not in client.get("/admin/toegang/").text
    AccessReview.objects.update(at=timezone.now() - timedelta(days=91))
    assert "nu nakijken" in client.get("/admin/toegang/").text


def test_the_officer_takes_the_whole_region_along_as_a_file(client, tmp_path):
    factories.fatima(), factories.jan(), factories.sofie()
    sign_in(client, factories.pieter())
    answer = client.post("/admin/toegang/bestand/", {"periode": "jaar"})
    _header, *found = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    names = {row[1] for row in found}
    assert {"Fatima de Groot", "Jan Wolters", "Pieter Kok"} <= names
    assert "Sofie Mulder" not in names
    line = AuditLine.objects.get(action="review.export")
    assert line.reasons == [f"rows:{len(found)}"]
    file = tmp_path / "toegang.csv"
    call_command("access_review", "--to", str(file), "--period", "jaar")
    assert "Sofie Mulder" in file.read_text(encoding="utf-8-sig")
    assert AuditLine.objects.filter(action="review.export", actor_id=None).exists()
    sign_in(client, factories.fatima())
    assert client.get("/admin/toegang/").status_code == 403


def test_the_seal_knows_a_line_with_and_without_region():
    log.record("dossier.read", client_ids=[registered().client_id])
    line = AuditLine.objects.latest("pk")
    assert "region_ids" in line.as_text()
    line.region_ids = []
    assert "region_ids" not in line.as_text()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditline WHERE region_ids IS NULL")
        assert cursor.fetchone() == (0,)


def test_who_refers_a_client_of_others_sees_that_the_number_is_shared_and_not_the_number(client):
    case = guided_by(factories.fatima(), client__phone="+31612345678")
    page = f"/verwijzingen/{services.sent(case, factories.fnv()).reference}/"
    sign_in(client, factories.ingrid())
    shown = client.get(page).text
    assert "jij kunt het opvragen in het dossier" in shown
    assert "12345678" not in shown
    sign_in(client, factories.fatima())
    assert "12345678" in client.get(page).text
