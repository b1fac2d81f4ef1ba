"""The pages of a plan: a coach makes it, the client agrees, both do steps; who may only read, reads."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from partners import access
from partners.models import LegalBasis
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from services.models import ActionPlan, PlanStep
from services.plans import agreeing, doing, editing, making, templates
from services.plans.contributions import to_discuss
from tests.matching.factories import occupation
from tests.partners.factories import ingrid, karin
from tests.services.factories import works_for
from tests.services.plans import case_with_coach, client_agrees, concept, in_state
from tests.workplace.questions import questions
from tests.workplace.signing_in import client_enters, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coach):
    return case_with_coach(coach)


def tab(case, more: str = "") -> str:
    return reverse("admin:dossier", args=[case.client.public_id]) + f"?deel=plan{more}"


def at(name: str, case, *args) -> str:
    return reverse(f"admin:plan_{name}", args=[case.client.public_id, *args])


def presses(client, case, slug: str):
    """Press a button of the tab, as it stands on the page."""
    page = client.get(tab(case)).text
    found = re.search(rf'action="{re.escape(at("press", case, slug))}".*?</form>', page, re.DOTALL)
    if found is None:
        newest = ActionPlan.objects.filter(case=case).first()
        page = client.get(tab(case, f"&versie={newest.number}")).text
        found = re.search(rf'action="{re.escape(at("press", case, slug))}".*?</form>', page, re.DOTALL)
    hidden = dict(re.findall(r'name="(plan|version)" value="([^"]+)"', found[0]))
    return client.post(at("press", case, slug), hidden, follow=True)


STEP = {
    "owner": "client",
    "when": "later",
    "days": "7",
    "after": "start",
    "goal": "",
    "partner": "",
    "partner_name": "",
}


def test_a_coach_makes_a_plan_of_an_example_and_puts_it_before_the_client(client, coach, case):
    assert "Nog geen plan" in client.get(tab(case)).text
    templates.load(case.region)
    choose = client.get(at("make", case)).text
    assert "Naar werk in de zorg" in choose and "Begin leeg" in choose
    assert "Kies een voorbeeld" in client.post(at("make", case), {}).text
    example = templates.offered_in(case.region_id)[0]
    page = client.post(at("make", case), {"template": example.pk}, follow=True).text
    assert "versie 1" in page and "Concept" in page and "Regel een dag meelopen" in page
    page = client.post(at("goal_new", case), {"text": "Ik werk 3 dagen", "domain": "work"}, follow=True).text
    assert "Ik werk 3 dagen" in page
    page = client.post(at("step_new", case), STEP | {"text": "Bel 123456782"}).text
    assert "burgerservicenummer" in page and "Bel 123456782" in page
    wrong = client.post(at("step_new", case), STEP | {"text": "Les", "owner": "partner", "days": ""}).text
    assert "Kies welke partner" in wrong and "Vul in hoeveel dagen later" in wrong
    fine = STEP | {"text": "Les volgen", "owner": "partner", "partner_name": "Taalhuis"}
    assert "Taalhuis" in client.post(at("step_new", case), fine, follow=True).text
    done = presses(client, case, "voorleggen").text
    assert "Voorgelegd" in done and "Wacht op akkoord" in done and "Fatima de Groot" in done
    case.refresh_from_db()
    assert case.state == "diagnosed"


def test_work_is_chosen_by_everyday_words(client, coach, case):
    plan = concept(case)
    page = client.post(at("occupation", case), {"occupation": "xqzw"}).text
    assert "Dit beroep vinden we niet" in page
    page = client.post(at("occupation", case), {"occupation": "monteur"}).text
    options = re.findall(r'name="kies" value="(\d+)"', page)
    assert options
    client.post(at("occupation", case), {"kies": options[0]})
    page = client.post(at("occupation", case), {"kies": occupation("ober").pk}, follow=True).text
    assert "staat in het plan" in page and plan.occupations.count() == 2
    client.post(at("occupation", case), {"weg": options[0]})
    assert plan.occupations.get().occupation == occupation("ober")


def test_the_plan_starts_with_the_work_the_client_wants(case, coach):
    case.client.work_profile.wanted.create(position=0, occupation=occupation("ober"), own_words="ober")
    case.client.work_profile.wanted.create(position=1, own_words="iets met dieren")
    plan = making.make(case, works_for(coach))
    assert [row.occupation for row in plan.occupations.all()] == [occupation("ober")]


def test_two_colleagues_change_the_same_step(client, coach, case):
    plan = concept(case)
    step = plan.steps.order_by("pk").first()
    form = client.get(at("step", case, step.pk)).text
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    theirs = editing.StepText("Cv nakijken met Ingrid", "client", goal=plan.goals.get(), days=3)
    editing.change_step(step, works_for(ingrid()), theirs)
    mine = STEP | {"text": "Cv zelf nakijken", "version": version}
    page = client.post(at("step", case, step.pk), mine).text
    assert "Ingrid" in page and "Cv nakijken met Ingrid" in page and 'value="Cv zelf nakijken"' in page
    again = re.search(r'name="version" value="(\d+)"', page)[1]
    assert "Bewaard" in client.post(at("step", case, step.pk), mine | {"version": again}, follow=True).text
    page = client.post(at("step", case, step.pk), {"weg": "1"}, follow=True).text
    assert "De stap is weg" in page and "Cv zelf nakijken" not in page


def test_the_coach_writes_down_an_agreement_does_steps_and_discusses_the_plan(client, coach, case):
    plan = in_state("proposed", case)
    first, second = plan.steps.order_by("pk")
    assert "Kies hoe de kandidaat akkoord ging" in client.post(at("agreed", case), {}).text
    today = clock.today()
    when = {"on_dag": today.day, "on_maand": today.month, "on_jaar": today.year, "version": plan.version}
    page = client.post(at("agreed", case), when | {"how": "phone"}, follow=True).text
    assert "Dit plan geldt nu" in page and "aan de telefoon" in page and "Opgeschreven door Fatima" in page
    assert "Gedaan: Cv nakijken" in client.post(at("step_done", case, first.pk), follow=True).text
    doing.undo(PlanStep.objects.get(pk=first.pk), works_for(ingrid()))
    doing.finish(PlanStep.objects.get(pk=first.pk), works_for(ingrid()))
    assert "Ingrid" in client.post(at("step_done", case, first.pk), follow=True).text
    assert "Schrijf kort op waarom" in client.post(at("step_skip", case, second.pk), {}).text
    page = client.post(at("step_skip", case, second.pk), {"reason": "school regelt dit"}, follow=True).text
    assert "Gaat niet door: Opleiding zoeken" in page
    assert "Teruggezet" in client.post(at("step_undo", case, second.pk), follow=True).text
    ActionPlan.objects.filter(pk=plan.pk).update(starts_on=today - timedelta(days=60), review_on=today)
    assert [row["why"] for row in to_discuss(coach)] == ["Samen het plan bespreken"]
    assert "Plan bespreken" in client.get("/admin/").text
    page = client.post(at("review", case), {"note": "Gaat goed"}, follow=True).text
    assert "Gaat goed" in page and to_discuss(coach) == []
    assert to_discuss(karin()) == []


def test_a_plan_that_waits_for_a_week_is_spoken_about(case, coach):
    plan = in_state("proposed", case)
    assert to_discuss(coach) == []
    long_ago = clock.now() - timedelta(days=9)
    ActionPlan.objects.filter(pk=plan.pk).update(proposed_at=long_ago, made_at=long_ago)
    assert [(row["name"], row["why"]) for row in to_discuss(coach)] == [("Sami van 't Hof", "Nog geen akkoord")]


def test_the_tab_asks_as_much_for_a_long_plan_and_the_overview_hardly_more(client, coach, case):
    plan = in_state("agreed", case)
    client.get(tab(case))
    with questions() as short:
        client.get(tab(case))
    newer = making.new_version(plan, works_for(coach))
    for n in range(12):
        editing.add_step(newer, works_for(coach), editing.StepText(f"Stap {n}", "partner", partner_name="X", days=n))
    client_agrees(agreeing.propose(newer, works_for(coach)))
    with questions() as long:
        page = client.get(tab(case))
    assert "Stap 11" in page.text
    assert len(long) == len(short) <= 16, "\n".join(long)
    overview = reverse("admin:dossier", args=[case.client.public_id])
    with questions() as asked:
        assert "Versie 2 geldt" in client.get(overview).text
    assert len(asked) <= 14, "\n".join(asked)


def test_the_client_reads_agrees_and_ticks_a_step_on_the_own_page(client, case):
    plan = in_state("proposed", case)
    client.cookies.clear()
    client_enters(client, case.client)
    assert "Lees je plan en zeg of je akkoord bent" in client.get("/mijn/").text
    page = client.get("/mijn/plan/").text
    assert "Ik ga akkoord met versie 1" in page and "Cv nakijken" in page
    assert "Schrijf op wat je anders wilt" in client.post("/mijn/plan/anders/", {"versie": plan.version}).text
    stale = client.post("/mijn/plan/akkoord/", {"versie": plan.version - 1}, follow=True).text
    assert "Het plan is net veranderd" in stale
    page = client.post("/mijn/plan/akkoord/", {"versie": plan.version}, follow=True).text
    assert "Dit is nu jullie plan" in page
    mine, coachs = plan.steps.order_by("pk")
    page = client.post(f"/mijn/plan/stap/{mine.pk}/", {"wat": "gedaan"}, follow=True).text
    assert "Goed gedaan" in page and "Toch nog niet gedaan" in page
    assert "doet iemand anders" in client.post(f"/mijn/plan/stap/{coachs.pk}/", {}, follow=True).text
    client.post(f"/mijn/plan/stap/{mine.pk}/", {"wat": "terug"})
    assert PlanStep.objects.get(pk=mine.pk).state == "open"
    assert "Er is nu geen plan dat op jouw akkoord wacht" in client.post("/mijn/plan/akkoord/", follow=True).text
    assert "Mijn plan" in client.get("/mijn/").text
    everything = client.get("/mijn/alles/").text
    assert "Cv nakijken" in everything and "Ik werk in de zorg" in everything


def test_the_client_wants_something_else_and_the_coach_reads_it(client, coach, case):
    plan = in_state("proposed", case)
    client.cookies.clear()
    client_enters(client, case.client)
    said = {"versie": plan.version, "words": "Liever eerst een cursus"}
    assert "Je coach leest wat je anders wilt" in client.post("/mijn/plan/anders/", said, follow=True).text
    assert "Er is nog geen plan" in client.get("/mijn/plan/").text
    client.cookies.clear()
    sign_in(client, coach)
    assert "Liever eerst een cursus" in client.get(tab(case)).text


def test_who_the_client_shares_the_plan_with_reads_it_and_nothing_else(client, case):
    plan = in_state("agreed", case)
    union = karin()
    place = union.memberships.get()
    url = reverse("admin:dossier", args=[case.client.public_id])
    sign_in(client, union)
    assert client.get(url).status_code == 403
    access.grant(
        case.client_id, place.organisation, region_id=case.region_id, layer=0, legal_basis=LegalBasis.CONSENT,
        source_kind="consent", source_id=1, categories=["plan"],
    )  # fmt: skip
    page = client.get(f"{url}?deel=plan").text
    assert "Cv nakijken" in page and "Ik werk in de zorg" in page
    assert "Wijzig het plan" not in page and case.client.phone not in page and "Hof" not in page
    paper = client.get(at("paper", case) + f"?versie={plan.number}").text
    assert "Wat jij doet" in paper and "Hof" not in paper
    assert client.post(at("step_done", case, plan.steps.first().pk)).status_code == 403
    assert AuditLine.objects.filter(action="plan.print", actor_id=union.pk).exists()
