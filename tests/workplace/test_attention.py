"""What asks for attention and why, the rhythm agreed with a client, and putting a signal off with a reason."""

from datetime import timedelta

import pytest
import time_machine

from intake import contacts, rhythm, snoozing
from intake.models import CASE_LIFECYCLE, Case, CaseState, ContactRhythm, RhythmChange, SignalKind, SignalSnooze
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import SYSTEM, Actor, advance
from tests.partners.factories import MembershipFactory, RegionFactory, UserFactory, fatima, ingrid, municipality
from tests.workplace.factories import ago, guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
MINE = "/admin/kandidaten/mijn/"


@pytest.fixture
def coach(client):
    return sign_in(client, fatima())


def dossier(case: Case, page: str = "") -> str:
    return f"/admin/dossier/{case.client.public_id}/{page}"


def chips(client) -> dict[str, int]:
    return {str(chip["title"]): chip["count"] for chip in client.get(MINE).context_data["chips"]}


def spoken(coach, days_ago: int, **fields) -> Case:
    return guided_by(coach, last_contact_at=ago(days_ago), **fields)


def snoozed(client, case: Case, signal: str = "lang-stil", days: int = 10, **more):
    day = clock.today() + timedelta(days=days)
    data = {"reason": "away", "note": "", "other_day": f"{day:%d-%m-%Y}"} | more
    return client.post(dossier(case, f"uitstel/{signal}/"), data, follow=True)


def test_with_one_client_contact_is_agreed_every_two_weeks_and_the_list_says_so(client, coach):
    case = spoken(coach, 16)
    assert chips(client)["Te lang geen contact"] == 0
    page = client.get(dossier(case))
    assert "in deze fase: elke 3 weken" in page.text
    form = client.get(dossier(case, "ritme/")).context_data["form"]
    page = client.post(dossier(case, "ritme/"), {"version": form["version"].value(), "every_days": "14"}, follow=True)
    assert "afgesproken: elke 2 weken" in page.text
    assert "Laatste contact 16 dagen geleden; afgesproken: elke 2 weken." in page.text
    assert chips(client)["Te lang geen contact"] == 1
    assert "afgesproken: elke 2 weken" in client.get(f"{MINE}?signaal=lang-stil").text
    change = RhythmChange.objects.get()
    assert (change.every_days, change.agreed_by) == (14, coach)
    assert AuditLine.objects.get(action="rhythm.agree").client_ids == [case.client_id]


def test_a_colleague_who_changed_it_first_is_shown_and_nothing_is_lost(client, coach):
    case = spoken(coach, 3)
    old = client.get(dossier(case, "ritme/")).context_data["form"]["version"].value()
    rhythm.agree(case, Actor(ingrid()), 7, version=case.version)
    page = client.post(dossier(case, "ritme/"), {"version": old, "every_days": "42"})
    assert "Nu staat er: afgesproken: elke week" in page.text
    form = page.context_data["form"]
    assert form["every_days"].value() == "42"
    client.post(dossier(case, "ritme/"), {"version": form["version"].value(), "every_days": "42"})
    case.refresh_from_db()
    assert case.contact_every_days == 42
    assert [c.every_days for c in case.rhythm_changes.order_by("pk")] == [7, 42]


@pytest.mark.parametrize("days", ["5", "-7", "9999", "x", ""])
def test_only_a_rhythm_from_the_list_can_be_agreed(client, coach, days):
    case = spoken(coach, 3)
    page = client.post(dossier(case, "ritme/"), {"version": case.version, "every_days": days})
    assert "Kies hoe vaak er contact is" in page.text
    assert not RhythmChange.objects.exists()


def in_state(coach, state: str, days_ago: int) -> Case:
    case = spoken(coach, days_ago)
    for event in ("start_intake", "diagnose", "agree_plan", "mediate"):
        if case.state == state:
            break
        advance(case, CASE_LIFECYCLE, event, SYSTEM)
    assert case.state == state
    return case


def test_the_database_and_the_dossier_agree_on_who_was_not_spoken_for_too_long(coach):
    """The rule stands twice, for many cases and for one: here for each phase, agreed or not, at both sides."""
    for state, usual in ((CaseState.INTAKE, rhythm.USUAL_DAYS), (CaseState.MEDIATION, 10)):
        for days in (usual, usual + 1):
            assert rhythm.usual_days(in_state(coach, state, days)) == usual
        case = in_state(coach, state, 15)
        Case.objects.filter(pk=case.pk).update(contact_every_days=14)
    guided_by(coach)
    assert len(silent_ones()) == 6, "at the very moment it is exactly so many days, it has been too long"


def silent_ones() -> set[int]:
    """Return whom the dossier calls silent, which is whom the database calls so."""
    told = {case.pk for case in Case.objects.with_list_columns() if rhythm.is_silent(case)}
    assert told == set(Case.objects.filter(rhythm.silent()).values_list("pk", flat=True))
    return told


def test_a_region_decides_how_often_there_is_contact_in_a_phase_and_the_signals_follow_at_once(client, coach):
    case, other, agreed = (in_state(coach, CaseState.INTAKE, days) for days in (15, 9, 15))
    Case.objects.filter(pk=agreed.pk).update(contact_every_days=28)
    elsewhere = RegionFactory(code="AM20")
    rule = {"region": case.region, "phase": CaseState.INTAKE, "every_days": 14}
    ContactRhythm.objects.create(**rule | {"region": elsewhere, "every_days": 1})
    ContactRhythm.objects.create(**rule | {"every_days": 2, "valid_until": clock.today() - timedelta(1),
                                           "valid_from": clock.today() - timedelta(9)})  # fmt: skip
    assert silent_ones() == set(), "a rule of another region or of the past changes nothing"

    keeper = UserFactory(name="Bea Beheer")
    MembershipFactory(user=keeper, organisation=municipality(), role=Role.COORDINATOR)
    sign_in(client, keeper)
    today = {"valid_from": f"{clock.today():%d-%m-%Y}", "valid_until": ""}
    added = client.post("/admin/intake/contactrhythm/add/", rule | {"region": case.region.pk} | today, follow=True)
    assert added.status_code == 200 and ContactRhythm.objects.filter(region=case.region).count() == 2, added.text
    assert AuditLine.objects.filter(object_kind__contains="contactrhythm", actor_id=keeper.pk).exists()

    assert silent_ones() == {case.pk}
    sign_in(client, coach)
    assert chips(client)["Te lang geen contact"] == 1
    assert "in deze fase: elke 2 weken" in client.get(dossier(case)).text
    assert "elke 2 weken" in client.get(dossier(other, "ritme/")).text
    ContactRhythm.objects.create(**rule | {"every_days": 8, "valid_from": clock.today() - timedelta(1)})
    assert silent_ones() == {case.pk}, "of two rules that hold the newest day wins"
    ContactRhythm.objects.create(**rule | {"every_days": 8})
    assert silent_ones() == {case.pk, other.pk}
    refused = client.post("/admin/intake/contactrhythm/add/", rule | {"region": case.region.pk} | today)
    assert refused.status_code == 403


def test_a_signal_waits_with_a_reason_everybody_reads_and_comes_back_by_itself(client, coach):
    late = {"next_action": "Plan tekenen", "next_action_on": clock.today() - timedelta(6)}
    case = spoken(coach, 30, **late)
    assert chips(client) | {"Alles": 1} == chips(client)
    page = client.get(dossier(case))
    assert "Plan tekenen: 6 dagen te laat." in page.text
    page = snoozed(client, case, "te-laat", reason="other", note="Komt na de verhuizing")
    assert "Fatima de Groot stelde dit uit: iets anders: Komt na de verhuizing." in page.text
    assert "Niet meer uitstellen" in page.text
    assert chips(client)["Actie te laat"] == 0
    assert chips(client)["Te lang geen contact"] == 1
    today = client.get("/admin/")
    assert not today.context_data["todo"]
    row = client.get(MINE).context_data["rows"][0]
    assert not row.is_late
    assert "uitgesteld tot" in client.get(MINE).text
    assert AuditLine.objects.get(action="signal.snooze").client_ids == [case.client_id]
    sign_in(client, ingrid())
    assert "Komt na de verhuizing" in client.get(dossier(case)).text
    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        sign_in(client, coach)
        assert chips(client)["Actie te laat"] == 1
        assert "16 dagen te laat" in client.get(dossier(case)).text
        assert "Niet meer uitstellen" not in client.get(dossier(case)).text
        snoozed(client, case, "te-laat")
    history = client.get(f"{dossier(case)}?deel=tijdlijn&soort=signalen").text
    assert history.count("Actie te laat") == 2
    assert "iets anders: Komt na de verhuizing" in history
    assert [one.ended_at is None for one in SignalSnooze.objects.order_by("pk")] == [False, True]


def test_who_put_it_off_or_a_colleague_takes_it_back_once(client, coach):
    case = spoken(coach, 30)
    snoozed(client, case)
    assert chips(client)["Te lang geen contact"] == 0
    stop = dossier(case, "uitstel/lang-stil/stop/")
    assert "wacht niet meer" in client.post(stop, follow=True).text
    assert "wachtte al niet meer" in client.post(stop, follow=True).text
    assert chips(client)["Te lang geen contact"] == 1
    assert SignalSnooze.objects.get().ended_by == coach


def test_a_contact_and_another_next_action_end_what_waited(client, coach):
    case = spoken(coach, 30, next_action="Mailen", next_action_on=clock.today() - timedelta(2))
    actor = Actor(coach, coach.memberships.get().organisation_id)
    for signal in (SignalKind.LATE, SignalKind.SILENT, SignalKind.ANSWERED):
        snoozing.snooze(case, actor, signal, reason="away", until=clock.today() + timedelta(9))
    case.refresh_from_db()
    contacts.plan_next(
        case, actor, next_action="Bellen", next_action_on=clock.today() + timedelta(1), version=case.version
    )
    assert {s.signal for s in SignalSnooze.objects.holding()} == {SignalKind.SILENT, SignalKind.ANSWERED}
    case.refresh_from_db()
    contacts.record(case, actor, way="phone", reached=True, note="", version=case.version)
    assert {s.signal for s in SignalSnooze.objects.holding()} == {SignalKind.ANSWERED}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": ""}, "Kies waarom dit kan wachten."),
        ({"reason": "ziek"}, "Kies waarom dit kan wachten."),
        ({"reason": "other", "note": ""}, "Schrijf kort op waarom dit kan wachten."),
        ({"other_day": ""}, "Kies tot welke dag dit wacht."),
        ({"other_day": "gisteren"}, "Vul een dag in zoals 27-11"),
        ({"days": 0}, "Kies een dag vanaf morgen"),
        ({"days": snoozing.LONGEST_DAYS + 1}, "Kies een dag vanaf morgen"),
        ({"note": "111222333"}, "burgerservicenummer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, coach, more, words):
    case = spoken(coach, 30)
    page = snoozed(client, case, **({"note": "Belt zelf"} | more))
    assert words in page.text
    if "note" not in more:
        assert 'value="Belt zelf"' in page.text
    assert not SignalSnooze.objects.exists()


def test_a_signal_that_can_not_wait_has_no_page(client, coach):
    case = spoken(coach, 30)
    for slug in ("geen-coach", "onzin"):
        assert client.get(dossier(case, f"uitstel/{slug}/")).status_code == 404
        assert client.post(dossier(case, f"uitstel/{slug}/stop/")).status_code == 404


def test_a_case_says_itself_until_when_its_signals_wait_whoever_changes_that(coach):
    case, other, actor = spoken(coach, 60), spoken(coach, 60), Actor(coach)
    day = clock.today() + timedelta(days=7)

    def says(which: Case) -> dict[str, str]:
        return Case.objects.get(pk=which.pk).snoozed_until

    snoozing.snooze(case, actor, "lang-stil", reason="away", until=day)
    snoozing.snooze(case, actor, "te-laat", reason="away", until=day + timedelta(days=1))
    assert says(case) == {"lang-stil": f"{day}", "te-laat": f"{day + timedelta(days=1)}"}
    SignalSnooze.objects.filter(signal="te-laat").update(case=other)
    assert (set(says(case)), set(says(other))) == ({"lang-stil"}, {"te-laat"})
    snoozing.wake(case, actor, "lang-stil")
    SignalSnooze.objects.filter(case=other).delete()
    assert says(case) == says(other) == {}
