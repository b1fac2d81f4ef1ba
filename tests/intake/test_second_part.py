"""People who tell more after registering: in the same browser, by a mailed link, and two at once."""

import re

import pytest
from django.core import mail
from django.test import Client as Browser

from intake import profile_parts, second_part
from intake.models import Client, ProfileLink, WorkProfile
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import Requirement
from tests.intake.conftest import Visitor
from tests.intake.factories import answers_of_waiter
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db


class Teller(Visitor):
    """A browser in which the second part is filled in."""

    def tells(self, slug, query="", **data):
        path = f"/werkprofiel/{slug}/{query}"
        page = self.browser.get(path)
        assert page.status_code == 200, page
        return self.sends(page, **data)

    def sends(self, page, **data):
        concept = page.context["form"].initial["concept"]
        return self.browser.post(page.request["PATH_INFO"] + asked(page), {"concept": concept, **data}, follow=True)


def asked(page):
    query = page.request.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


@pytest.fixture
def sami(visitor):
    """Sami, who sent the registration in this browser and goes on."""
    visitor.answer_all(answers_of_waiter(geboortedatum={"birth_date_dag": ""}))
    visitor.send()
    return Teller(visitor.browser)


def profile() -> WorkProfile:
    return WorkProfile.objects.select_related("client").get()


def test_sami_tells_everything_in_one_go(sami):
    page = sami.open("/aanmelden/gelukt/")
    assert "Wil je nog 5 minuten doorgaan?" in page.content.decode()
    page = sami.open("/werkprofiel/")
    page = sami.open(page.context["next_url"])
    assert page.request["PATH_INFO"] == "/werkprofiel/geboortedatum/"
    page = sami.sends(page, birth_date_dag="27", birth_date_maand="maart", birth_date_jaar="1988")
    page = sami.sends(page, more="ja")
    assert page.request["PATH_INFO"] == "/werkprofiel/baan/"
    page = sami.sends(page, occupation="heftruckchauffeur", years="3")
    assert page.request["PATH_INFO"] == "/werkprofiel/werk/"
    assert "heftruckchauffeur, 3 jaar" in page.content.decode()
    page = sami.sends(page, more="nee")
    page = sami.sends(page, sector="I")
    offered = [code for code, _label in page.context["form"].fields["skills"].choices]
    page = sami.sends(page, skills=offered[:2], own="breien voor de buurt")
    while "kiezen" in page.request["PATH_INFO"]:
        page = sami.sends(page)
    page = sami.sends(page, skills=[offered[2]])
    page = sami.sends(page, level="3", direction="hospitality")
    page = sami.sends(page, licences=["rijbewijs-b"], certificates=["bhv", "vca-basis"])
    page = sami.sends(page, nl="3", de="1", other="Grieks")
    page = sami.sends(page, hours=["16-24"], transport=["car"], max_minutes="45")
    page = sami.sends(page, shifts=["night"])
    page = sami.sends(page, wanted_1="verzorgende", not_wanted="geen lopende band")
    while "kiezen" in page.request["PATH_INFO"]:
        page = sami.sends(page)
    page = sami.sends(page, adapted=["lifting"], what_helps="af en toe zitten")
    assert page.request["PATH_INFO"] == "/werkprofiel/klaar/"

    known = profile()
    assert known.client.birth_date.isoformat() == "1988-03-27"
    assert [job.own_words for job in known.experiences.all()] == ["ober", "heftruckchauffeur"]
    assert set(known.skills.filter(is_confirmed=True).values_list("skill_id", flat=True)) >= set(map(int, offered[:2]))
    assert known.skills.get(skill=offered[2]).is_confirmed is False
    assert (known.education, known.education_direction) == (3, "hospitality")
    assert set(known.has.values_list("code", flat=True)) == {"rijbewijs-b", "bhv", "vca-basis"}
    assert dict(known.languages.values_list("language", "level")) == {"nl": 3, "de": 1}
    assert (known.hours_min, known.hours_max, known.max_minutes) == (16, 24, 45)
    assert known.shifts_refused == ["night"]
    assert [wish.own_words for wish in known.wanted.all()] == ["verzorgende"]
    assert known.ability.adapted == ["lifting"]
    assert set(known.told) == {part.slug for part in profile_parts.applicable(known)}


def test_each_answer_asks_for_a_ranking_and_leaves_a_line_of_names_only(sami):
    sami.open("/werkprofiel/")
    sami.tells("bewijzen", licences=["rijbewijs-b"])
    sami.tells("talen", nl="3", other="Oudgrieks")

    known = profile()
    assert known.version == 3
    keys = set(OutboxItem.objects.filter(kind="match.client").values_list("key", flat=True))
    assert keys >= {f"match.client:{known.client_id}:{number}" for number in (1, 2, 3)}
    lines = AuditLine.objects.filter(action="work_profile.change")
    assert [set(line.fields) for line in lines.order_by("pk")] == [{"bewijzen", "licences"}, {"talen", "nl", "other"}]
    assert all(line.client_ids == [known.client_id] for line in lines)
    assert "Oudgrieks" not in str([line.__dict__ for line in lines])


@pytest.mark.full
def test_the_same_answer_twice_is_one_change_and_a_skipped_question_none(sami):
    sami.open("/werkprofiel/")
    page = sami.open("/werkprofiel/tijden/")
    for _tap in range(2):
        assert sami.sends(page, shifts=["night"]).status_code == 200
    sami.tells("talen")
    sami.tells("baan", occupation="kok", years="2")
    page = sami.open("/werkprofiel/baan/")
    for _tap in range(2):
        sami.sends(page, occupation="bakker", years="1")
    known = profile()
    assert known.experiences.filter(own_words="bakker").count() == 1
    assert AuditLine.objects.filter(action="work_profile.change", fields__contains=["tijden"]).count() == 1
    assert "talen" in known.told


@pytest.mark.full
def test_two_tabs_with_another_answer_lose_nothing_and_say_so(sami):
    sami.open("/werkprofiel/")
    first, second = sami.open("/werkprofiel/wensen/"), sami.open("/werkprofiel/wensen/")
    sami.sends(first, wanted_1="kok", not_wanted="nachtwerk")
    page = sami.sends(second, wanted_1="bakker", not_wanted="")
    text = page.content.decode()
    assert page.status_code == 409
    assert "Iemand anders was net eerder" in text
    assert "kok" in text and "nachtwerk" in text
    assert 'value="bakker"' in text
    assert [wish.own_words for wish in profile().wanted.all()] == ["kok"]

    concept = re.search(r'name="concept" value="(\w+)"', text)[1]
    page = sami.browser.post("/werkprofiel/wensen/", {"concept": concept, "wanted_1": "bakker"}, follow=True)
    assert page.status_code == 200
    assert [wish.own_words for wish in profile().wanted.all()] == ["bakker"]


def test_two_tabs_on_different_questions_both_count(sami):
    sami.open("/werkprofiel/")
    first, second = sami.open("/werkprofiel/tijden/"), sami.open("/werkprofiel/opleiding/")
    assert sami.sends(first, shifts=["weekend"]).status_code == 200
    assert sami.sends(second, level="2", direction="").status_code == 200
    assert (profile().shifts_refused, profile().education) == (["weekend"], 2)


@pytest.mark.full
def test_a_job_is_changed_and_taken_out_again(sami):
    sami.open("/werkprofiel/")
    sami.tells("baan", occupation="heftruckchauffeur", years="3")
    job = profile().experiences.get(own_words="heftruckchauffeur")
    page = sami.tells("baan", f"?baan={job.pk}", occupation="heftruckchauffeur", years="5")
    assert profile().experiences.get(pk=job.pk).years == 5
    page = sami.browser.post("/werkprofiel/werk/", {"weg": job.pk}, follow=True)
    assert "Deze baan is weg" in page.content.decode()
    assert [left.own_words for left in profile().experiences.all()] == ["ober"]
    assert sami.browser.post("/werkprofiel/werk/", {"weg": job.pk}, follow=True).status_code == 200


def test_own_words_for_a_skill_find_the_skill_that_is_meant(sami):
    sami.open("/werkprofiel/")
    page = sami.tells("vaardigheden", own="klantenservice verlenen, haken")
    if page.request["PATH_INFO"].endswith("vaardigheden-kiezen/"):
        name = next(name for name in page.context["form"].fields if name.startswith("word_"))
        chosen = page.context["form"].fields[name].choices[0][0]
        sami.sends(page, **{name: chosen})
        assert profile().skills.get(skill=chosen).is_confirmed
    assert profile().own_skills == ["klantenservice verlenen", "haken"]
    sami.tells("vaardigheden", own="haken")
    assert not profile().skills.filter(told_as="klantenservice verlenen").exists()


def test_the_receipt_brings_a_link_that_works_once_and_only_after_the_button(sami):
    all_work()
    (letter,) = mail.outbox
    link = re.search(r"http\S+/werkprofiel/verder/\S+", letter.body)[0]
    path = "/" + link.split("/", 3)[3]
    elsewhere = Browser()
    for _scan in range(2):  # a mail scanner follows links
        assert elsewhere.get(path).status_code == 200
    page = elsewhere.post(path, follow=True)
    assert page.request["PATH_INFO"] == "/werkprofiel/"
    Teller(elsewhere).tells("tijden", shifts=["night"])
    assert profile().shifts_refused == ["night"]

    thief = Browser()
    page = thief.post(path)
    assert page.status_code == 410
    assert thief.get("/werkprofiel/", follow=True).request["PATH_INFO"] == "/werkprofiel/dicht/"
    thief.post(path, {"nieuw": "1"})
    all_work()
    assert mail.outbox[-1].to == ["sami@voorbeeld.nl"]
    assert "ober" not in mail.outbox[-1].body and "Sami" not in mail.outbox[-1].body


def test_a_link_of_yesterday_and_a_made_up_one_are_dead(sami, client):
    link = ProfileLink.objects.get()
    assert client.get(f"/werkprofiel/verder/{link.public_id.hex}.zomaar/").status_code == 410
    ProfileLink.objects.update(created_at=link.created_at.replace(year=link.created_at.year - 1))
    assert client.get(f"/werkprofiel/verder/{second_part.link_token(link)}/").status_code == 410


def test_after_a_quarter_of_an_hour_of_silence_the_pages_are_closed(sami, time_machine):
    sami.open("/werkprofiel/")
    sami.browser.session.flush()
    stranger = Teller(Browser())
    for path in ("/werkprofiel/", "/werkprofiel/talen/", "/werkprofiel/later/", "/werkprofiel/klaar/"):
        assert stranger.open(path).request["PATH_INFO"] == "/werkprofiel/dicht/"
    assert stranger.browser.post("/werkprofiel/talen/", {"nl": "3"}, follow=True).status_code == 200
    assert not profile().languages.exists()


def test_who_can_do_all_work_leaves_no_row_about_it(sami):
    sami.open("/werkprofiel/")
    sami.tells("kan", adapted=["lifting"], what_helps="")
    sami.tells("kan", what_helps="")
    assert not hasattr(profile(), "ability")
    page = sami.open("/werkprofiel/kan/").content.decode()
    assert "Schrijf niet op welke ziekte je hebt" in page


@pytest.mark.full
def test_a_licence_that_is_not_on_the_page_stays(sami):
    sami.open("/werkprofiel/")
    vog = Requirement.objects.get(code="vog")
    profile().has.add(vog)
    sami.tells("bewijzen", licences=["rijbewijs-b"])
    assert set(profile().has.values_list("code", flat=True)) == {"vog", "rijbewijs-b"}
    assert Client.objects.count() == 1
