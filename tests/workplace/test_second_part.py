"""A coach who fills in the second part with a candidate, at the same moment as the candidate at home."""

import pytest
from django.urls import reverse

from intake import profile_parts, profile_telling
from intake.models import ContactMoment, WorkProfile
from rmt_portal import row_security
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import SYSTEM
from rmt_portal.outbox.models import OutboxItem
from tests.partners.factories import karin
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(case):
    WorkProfile.objects.get_or_create(client=case.client)
    return case


def address(case, slug):
    return reverse("admin:dossier_profile", args=[case.client.public_id, slug])


def test_the_intake_tab_leads_to_the_questions_and_an_answer_asks_for_a_ranking(client, coach, case):
    tab = client.get(reverse("admin:dossier", args=[case.client.public_id]) + "?deel=intake").text
    assert address(case, "tijden") in tab and "nog niet verteld" in tab
    page = client.get(address(case, "tijden"))
    concept = page.context["form"].initial["concept"]
    page = client.post(address(case, "tijden"), {"concept": concept, "shifts": ["night"]}, follow=True)
    assert "Opgeslagen" in page.text

    profile = WorkProfile.objects.get(client=case.client)
    assert (profile.shifts_refused, profile.version) == (["night"], 2)
    assert "In de nacht" in client.get(reverse("admin:dossier", args=[case.client.public_id]) + "?deel=intake").text
    line = AuditLine.objects.get(action="work_profile.change")
    assert (line.actor_id, line.client_ids) == (coach.pk, [case.client_id])
    assert OutboxItem.objects.filter(key=f"match.client:{case.client_id}:2").exists()


def test_coach_and_candidate_at_once_lose_nothing(client, coach, case):
    page = client.get(address(case, "wensen"))
    part = profile_parts.BY_SLUG["wensen"]
    with row_security.client(case.client_id):
        mark = profile_parts.mark(part, WorkProfile.objects.get(client=case.client))
        answer = {"wanted": ["kok"], "not_wanted": "in de nacht"}
        profile_telling.tell(case.client_id, part, answer, mark=mark, actor=SYSTEM)
    concept = page.context["form"].initial["concept"]
    page = client.post(address(case, "wensen"), {"concept": concept, "wanted_1": "bakker"})
    assert page.status_code == 409
    assert "Iemand anders was net eerder" in page.text and "in de nacht" in page.text
    assert 'value="bakker"' in page.text
    assert WorkProfile.objects.get(client=case.client).wanted.get().own_words == "kok"


def test_a_colleague_without_access_neither_reads_nor_writes(client, coach, case):
    client.logout()
    sign_in(client, karin())
    assert client.get(address(case, "tijden")).status_code in (403, 404)
    assert client.post(address(case, "tijden"), {"shifts": ["night"]}).status_code in (403, 404)
    assert WorkProfile.objects.get(client=case.client).shifts_refused == []


def test_a_number_in_a_note_is_refused_until_the_coach_says_it_is_no_bsn(client, coach, case):
    url = reverse("admin:dossier_contact", args=[case.client.public_id])
    posted = {"version": case.version, "way": "phone", "reached": "ja", "note": "Ordernummer 111222333"}
    page = client.post(url, posted)
    assert "burgerservicenummer" in page.text and 'name="geen_bsn"' in page.text
    assert not ContactMoment.objects.exists()
    client.post(url, posted | {"geen_bsn": "on"}, follow=True)
    assert ContactMoment.objects.get().note == "Ordernummer 111222333"
    line = AuditLine.objects.get(action="contact.bsn_denied")
    assert line.fields == ["note"]
    assert "111222333" not in str(line.__dict__)
