"""A coach proposes, asks or lays aside; the client answers; what was said stays as it was said."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import erasing
from matching import opportunities
from matching.client_matches import rank_client
from matching.decisions import deciding, dismissing
from matching.decisions import profile as employer_profile
from matching.decisions.dismissing import Choice
from matching.decisions.life import BY_EVENT, TRANSITIONS, DecisionParty, DecisionState, DismissReason
from matching.models import FrozenExplanation, MatchDecision, MatchList, Vacancy, VacancyFlag
from partners.access import Refused as NoAccess
from partners.models import Layer
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import Requirement
from tests.matching.factories import VacancyFactory, occupation
from tests.partners.factories import fatima, ingrid, karin
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import client_enters, sign_in

pytestmark = pytest.mark.django_db


def acting(user) -> Actor:
    return Actor(user, user.memberships.get().organisation_id)


@pytest.fixture
def coach():
    return acting(fatima())


@pytest.fixture
def sami(coach):
    """A waiter with a coach, ranked against some work around."""
    for work in ("ober", "heftruckchauffeur", "schoonmaker"):
        VacancyFactory.create_batch(2, work=work)
    VacancyFactory(work="schoonmaker", title="Schoonmaker in Aalten", postcode4="7121", place="Aalten")
    case = guided_by(coach.user, client__first_name="Sami", client__last_name="van 't Hof")
    profile = case.client.work_profile
    profile.education = 4
    profile.transport, profile.max_minutes = ["public"], 90
    profile.save()
    profile.experiences.create(position=0, occupation=occupation("ober"), own_words="canary-words", years=7)
    rank_client(case.client_id)
    return case.client


def as_client(client):
    return row_security.client(client.pk)


def shown(client) -> list[int]:
    found = opportunities.of_client(client.pk, 50, 50)
    return [told.vacancy.pk for told in (*found.back, *found.new, *found.farther)]


def test_the_overview_names_the_first_of_the_lists_of_the_tab(sami):
    tab, card = opportunities.of_client(sami.pk, 3, 3), opportunities.best_of(sami.pk)
    for part in ("back", "new"):
        of_tab = [(told.vacancy.pk, told.band.for_client) for told in getattr(tab, part)]
        assert [(best.vacancy.pk, best.word) for best in card[part]] == of_tab
    assert card["new"] or card["back"]


def listed(client) -> list[int]:
    return MatchList.objects.current_for(client.pk).vacancy_ids


def vacancy_of(client, work: str) -> Vacancy:
    return Vacancy.objects.filter(pk__in=listed(client), title__istartswith=work).order_by("pk").first()


def test_a_coach_proposes_the_client_wants_it_and_the_employer_sees_no_name(sami, coach):
    vacancy = vacancy_of(sami, "schoonmaker")
    decision = deciding.release(sami, vacancy, coach)
    assert decision.state == DecisionState.RELEASED and decision.coach_said_yes_at
    frozen = decision.explanation
    ranked = MatchList.objects.current_for(sami.pk)
    place = ranked.vacancy_ids.index(vacancy.pk)
    assert (frozen.run_id, frozen.rank, frozen.score) == (ranked.run_id, place + 1, ranked.scores[place])
    assert frozen.words["title"] == vacancy.title and frozen.words["reasons"]
    with as_client(sami):
        decision = deciding.answer(decision, "yes", Actor())
        assert decision.state == DecisionState.INTERESTED
        decision = deciding.answer(decision, "agree", Actor())
    text = employer_profile.text(decision)
    decision = deciding.show_to_employer(decision, coach, profile_version=sami.work_profile.version)
    assert decision.state == DecisionState.SHOWN and decision.shown_profile == text
    assert [e.event for e in decision.events.all()] == ["release", "accept", "agree", "show"]
    actions = AuditLine.objects.filter(client_ids__contains=[sami.pk]).values_list("action", flat=True)
    assert {"match.release", "match.accept", "match.agree", "match.show"} <= set(actions)


def test_the_profile_for_an_employer_tells_what_somebody_can_and_not_who(sami, coach):
    profile = sami.work_profile
    profile.has.add(Requirement.objects.get(code="heftruckcertificaat"), Requirement.objects.get(code="leeftijd-18"))
    profile.other_languages = "canary-language"
    profile.not_wanted, profile.shifts_refused = "canary-not", ["night"]
    profile.save()
    decision = deciding.release(sami, vacancy_of(sami, "ober"), coach)
    text = employer_profile.text(decision).replace(employer_profile.number_of(decision), "")  # drawn at random
    assert "heftruckcertificaat" in text and "langere tijd" in text and "nacht" in text
    secret = ("Sami", "Hof", "7001", "1988", "0612", "612345678", "voorbeeld.nl", "canary", "18", "Doetinchem", " 7 ")
    assert not [word for word in secret if word in text]


def test_nobody_shows_a_profile_before_both_said_yes(sami, coach):
    decision = deciding.release(sami, vacancy_of(sami, "ober"), coach)
    with pytest.raises(Conflict):
        deciding.show_to_employer(decision, coach, profile_version=sami.work_profile.version)
    with as_client(sami):
        deciding.answer(decision, "yes", Actor())
    with pytest.raises(Conflict):
        deciding.show_to_employer(decision, coach, profile_version=sami.work_profile.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchDecision.objects.filter(pk=decision.pk).update(state="shown", shown_at=clock.now())
    with as_client(sami):
        decision = deciding.answer(MatchDecision.objects.get(pk=decision.pk), "agree", Actor())
    with pytest.raises(Refused, match="veranderd"):
        deciding.show_to_employer(decision, coach, profile_version=sami.work_profile.version + 1)


def test_a_question_first_and_the_coach_decides_after_the_answer(sami, coach):
    decision = deciding.ask(sami, vacancy_of(sami, "ober"), coach)
    with as_client(sami):
        decision = deciding.answer(decision, "yes", Actor())
    assert decision.state == DecisionState.WANTED and decision.coach_said_yes_at is None
    decision = deciding.confirm(decision, coach)
    assert decision.state == DecisionState.INTERESTED and decision.coach_said_yes_at


def test_the_client_answers_again_within_two_weeks(sami, coach):
    decision = deciding.release(sami, vacancy_of(sami, "ober"), coach)
    with as_client(sami):
        decision = deciding.answer(decision, "no", Actor())
        assert decision.state == DecisionState.DECLINED
        decision = deciding.answer(decision, "rethink", Actor())
        assert decision.state == DecisionState.RELEASED
        decision = deciding.answer(decision, "no", Actor())
    MatchDecision.objects.filter(pk=decision.pk).update(decided_at=clock.now() - timedelta(days=15))
    with as_client(sami), pytest.raises(Refused, match="twee weken"):
        deciding.answer(decision, "rethink", Actor())


def test_what_was_decided_leaves_the_list_at_once_and_stays_out_of_the_next_run(sami, coach):
    vacancy = vacancy_of(sami, "ober")
    assert vacancy.pk in shown(sami)
    decision = dismissing.dismiss(sami, vacancy, Choice(DismissReason.ALREADY_APPLIED), coach)
    assert vacancy.pk not in shown(sami)
    assert OutboxItem.objects.filter(kind="match.client", key__contains="decision").exists()
    rest = [pk for pk in listed(sami) if pk != vacancy.pk]
    rank_client(sami.pk)
    assert listed(sami) == rest
    dismissing.restore(decision, coach)
    rank_client(sami.pk)
    assert vacancy.pk in listed(sami) and vacancy.pk in shown(sami)


def test_not_this_work_hides_the_kind_of_work_for_twelve_weeks_and_undo_brings_it_back(sami, coach):
    first, second = Vacancy.objects.filter(title="Heftruckchauffeur").order_by("pk")
    decision = dismissing.dismiss(sami, first, Choice(DismissReason.NOT_THIS_WORK), coach)
    assert not {first.pk, second.pk} & set(shown(sami))
    assert "niet in de lijst" in dismissing.effect_in_words(decision)
    rank_client(sami.pk)
    assert not {first.pk, second.pk} & set(listed(sami))
    MatchDecision.objects.filter(pk=decision.pk).update(work_hidden_until=clock.today())
    decision.refresh_from_db()
    rank_client(sami.pk)
    dismissing.restore(decision, coach)
    rank_client(sami.pk)
    assert {first.pk, second.pk} <= set(listed(sami))


def test_an_employer_who_refused_is_asked_again_for_other_work_only(sami, coach):
    first, second = Vacancy.objects.filter(title="Heftruckchauffeur").order_by("pk")
    elsewhere = VacancyFactory(work="heftruckchauffeur", employer_name="Ander bedrijf")
    rank_client(sami.pk)
    dismissing.dismiss(sami, first, Choice(DismissReason.EMPLOYER_REFUSED), coach)
    rank_client(sami.pk)
    assert not {first.pk, second.pk} & set(listed(sami)) and elsewhere.pk in listed(sami)
    assert vacancy_of(sami, "schoonmaker").employer_name == first.employer_name


def test_too_far_makes_the_travel_shorter_when_the_coach_says_so_and_undo_gives_it_back(sami, coach):
    far = Vacancy.objects.get(place="Aalten")
    profile = sami.work_profile
    assert 45 in dismissing.shorter_travel(profile, far)
    decision = dismissing.dismiss(sami, far, Choice(DismissReason.TOO_FAR, minutes=45), coach)
    profile.refresh_from_db()
    assert profile.max_minutes == 45
    decision = dismissing.restore(decision, coach)
    profile.refresh_from_db()
    assert profile.max_minutes == 90
    again = Choice(DismissReason.TOO_FAR, minutes=45)
    decision = dismissing.dismiss(sami, far, again, coach, version=decision.version)
    type(profile).objects.filter(pk=profile.pk).update(max_minutes=30)
    dismissing.restore(decision, coach)
    profile.refresh_from_db()
    assert profile.max_minutes == 30  # somebody chose that since


def test_not_now_comes_back_on_its_day(sami, coach):
    vacancy = vacancy_of(sami, "ober")
    with pytest.raises(Refused, match="dag"):
        dismissing.dismiss(sami, vacancy, Choice(DismissReason.NOT_NOW), coach)
    until = clock.today() + timedelta(days=10)
    decision = dismissing.dismiss(sami, vacancy, Choice(DismissReason.NOT_NOW, until=until), coach)
    assert vacancy.pk not in shown(sami)
    with clock.pretend(clock.now() + timedelta(days=10)):
        assert vacancy.pk in shown(sami)
        again = deciding.release(sami, vacancy, coach, version=decision.version)
    assert again.pk == decision.pk and again.state == DecisionState.RELEASED


def test_a_wrong_vacancy_is_flagged_for_everybody_until_somebody_looked(sami, coach):
    vacancy = vacancy_of(sami, "ober")
    with pytest.raises(Refused, match="paar woorden"):
        dismissing.dismiss(sami, vacancy, Choice(DismissReason.VACANCY_WRONG, what=" "), coach)
    decision = dismissing.dismiss(sami, vacancy, Choice(DismissReason.VACANCY_WRONG, what="Al vervuld"), coach)
    flag = VacancyFlag.objects.get(resolved_at__isnull=True)
    assert flag.what == "Al vervuld"
    assert dismissing.resolve(flag, coach) and not dismissing.resolve(flag, coach)
    decision.refresh_from_db()
    assert "nagekeken" in dismissing.effect_in_words(decision)


def test_the_colleague_who_did_it_first_is_named_and_a_second_click_is_no_error(sami, coach):
    vacancy = vacancy_of(sami, "ober")
    decision = deciding.release(sami, vacancy, coach)
    assert deciding.release(sami, vacancy, coach).version == decision.version
    with pytest.raises(Conflict) as first:
        dismissing.dismiss(sami, vacancy, Choice(DismissReason.ALREADY_APPLIED), acting(ingrid()))
    assert first.value.row.decided_by == coach.user
    with pytest.raises(Conflict):
        deciding.withdraw(decision, acting(ingrid()), version=decision.version + 1)
    assert MatchDecision.objects.get().state == DecisionState.RELEASED


def test_who_may_not_see_the_client_decides_nothing(sami):
    vacancy = vacancy_of(sami, "ober")
    with pytest.raises(NoAccess):
        deciding.release(sami, vacancy, acting(karin()))
    assert not MatchDecision.objects.exists()


def test_a_client_answers_for_nobody_else_and_takes_no_step_of_a_coach(sami, coach):
    decision = deciding.release(sami, vacancy_of(sami, "ober"), coach)
    other = guided_by(coach.user).client
    with as_client(other), pytest.raises(PermissionError):
        deciding.answer(decision, "yes", Actor())
    for transition in TRANSITIONS:
        if DecisionParty.CLIENT not in transition.by:
            with as_client(sami), pytest.raises(PermissionError):
                deciding.step(decision, transition.event, Actor())
    assert set(BY_EVENT) == {t.event for t in TRANSITIONS}


def test_a_closed_vacancy_is_not_proposed(sami, coach):
    vacancy = vacancy_of(sami, "ober")
    Vacancy.objects.filter(pk=vacancy.pk).close()
    with pytest.raises(Refused, match="dicht"):
        deciding.release(sami, vacancy, coach)


def test_what_was_said_never_changes_and_survives_pruning(sami, coach):
    frozen = deciding.release(sami, vacancy_of(sami, "ober"), coach).explanation
    MatchList.objects.all().delete()
    for fields in ({"score": 0.1}, {"words": {"title": "anders"}}, {"components": {}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FrozenExplanation.objects.filter(pk=frozen.pk).update(**fields)
    frozen.refresh_from_db()
    assert frozen.words["title"] == "Ober"


def test_a_state_without_its_event_is_refused_by_the_database(sami, coach):
    decision = deciding.ask(sami, vacancy_of(sami, "ober"), coach)
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchDecision.objects.filter(pk=decision.pk).update(state="declined")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_erasing_keeps_the_figures_and_no_word_of_the_person(sami, coach):
    decision = deciding.release(sami, vacancy_of(sami, "ober"), coach)
    with as_client(sami):
        deciding.answer(deciding.answer(decision, "yes", Actor()), "agree", Actor())
    deciding.show_to_employer(MatchDecision.objects.get(), coach, profile_version=sami.work_profile.version)
    erasing.erase(sami.pk)
    left = MatchDecision.objects.get()
    assert (left.state, left.shown_profile, left.explanation.words) == (DecisionState.SHOWN, "", {})
    assert left.explanation.rank and left.explanation.components


def test_the_documentation_has_the_same_table(settings):
    rows = (settings.BASE_DIR / "docs" / "opportunities.md").read_text(encoding="utf-8").splitlines()
    told = {line.split("`")[1]: [cell.strip() for cell in line.split("|")[2:5]] for line in rows if "| `" in line[:4]}
    for t in TRANSITIONS:
        sources, target, by = told[t.event]
        assert set(sources.removesuffix(" (or new)").split(", ")) == {str(s) for s in t.sources}, t.event
        assert (target, by) == (t.target, ", ".join(t.by)), t.event


def test_the_tab_asks_as_many_questions_however_much_was_decided(sami, coach, rf):
    case = sami.cases.get()
    case.layer = Layer.WORK

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            opportunities.tab_context(rf.get("/"), case)
        return len(asked)

    deciding.release(sami, vacancy_of(sami, "ober"), coach)
    dismissing.dismiss(sami, vacancy_of(sami, "heftruck"), Choice(DismissReason.NOT_THIS_WORK), coach)
    few = questions()
    for vacancy in Vacancy.objects.filter(title="Schoonmaker"):
        dismissing.dismiss(sami, vacancy, Choice(DismissReason.VACANCY_WRONG, what="Vervuld"), coach)
    assert questions() <= few <= 20


def test_what_an_answer_of_the_client_looks_like_on_both_sides(sami, coach, client):
    decision = deciding.ask(sami, vacancy_of(sami, "ober"), coach)
    client_enters(client, sami)
    page = client.get("/mijn/").text
    assert "Je coach wil weten wat je hiervan vindt." in page and "score" not in page
    answer = reverse("own_page_opportunity", args=[decision.public_id])
    assert "knoppen" in client.post(answer, {"antwoord": "misschien"}, follow=True).text
    assert "net veranderd" in client.post(answer, {"antwoord": "yes", "versie": "7"}, follow=True).text
    said = {"antwoord": "yes", "versie": str(decision.version)}
    assert "Bewaard." in client.post(answer, said, follow=True).text
    assert "Bewaard." in client.post(answer, said, follow=True).text  # a second tap
    desk = Browser()
    sign_in(desk, coach.user)
    tab = desk.get(reverse("admin:dossier", args=[sami.public_id]), {"deel": "kansen"}).text
    assert "Kandidaat wil dit, jij besluit" in tab and "de kandidaat zelf" in tab
    step = reverse("admin:opportunity_step", args=[sami.public_id, decision.vacancy_id, "voorstellen"])
    told = desk.post(step, {"version": decision.version}, follow=True).text
    assert "De kandidaat was eerder" in told
    other = guided_by(coach.user).client
    stranger = Browser()
    client_enters(stranger, other)
    assert "teruggenomen" in stranger.post(answer, said, follow=True).text
