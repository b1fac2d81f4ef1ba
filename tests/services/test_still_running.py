"""A coach closes a dossier in which something still runs: nothing is left open without a word about it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from intake import endings, still_running
from intake.models import Case, CaseState
from rmt_portal import clock
from rmt_portal.changing import Refused
from services.grants import asking
from services.models import Referral, ServiceGrant
from services.money import ledger
from services.plans.contributions import to_discuss
from tests.partners.factories import fatima, fnv, karin
from tests.rig.work import all_work
from tests.services import factories, grants
from tests.services.pages import day_parts
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """Somebody in a training, who also waits for a coaching that nobody decided about, and is helped by the union."""
    case = grants.case_with_plan()
    grants.pot_with(case, "10000")
    grants.in_state("started", case)
    grants.asked(case, grants.service_of(case, "orientatie", "coaching", "500"))
    factories.in_state("in_progress", case)
    return Case.objects.get(pk=case.pk)


def address(case, page):
    return f"/admin/dossier/{case.client.public_id}/{page}/"


def closing(case, kind="training", **answers):
    version = Case.objects.get(pk=case.pk).version
    return {"version": version, "kind": kind, **day_parts("ended_on", clock.today())} | answers


def names_of(case):
    return {f"na-{item.key}": item for item in still_running.of(case, fatima())}


def test_a_dossier_closes_once_the_coach_said_what_happens_with_what_still_runs(client, case):
    sign_in(client, fatima())
    training, request = ServiceGrant.objects.order_by("pk")
    page = client.get(address(case, "afsluiten")).text
    assert "Er loopt nog" in page
    assert "Cursus heftruck, tot en met" in page and f"/inzet/{training.public_id}/einde/" in page
    assert "Verwijzing: " in page

    refused = client.post(address(case, "afsluiten"), closing(case)).text
    assert "Kies wat hiermee gebeurt." in refused and "Vink aan dat dit zo mag." in refused
    assert Case.objects.get().state not in (CaseState.CLOSED,)

    referral = Referral.objects.get()
    answers = {
        f"na-inzet-{training.public_id}": "goes_on",
        f"na-inzet-{request.public_id}": "on",
        f"na-verwijzing-{referral.reference}": "stops",
    }
    done = client.post(address(case, "afsluiten"), closing(case, **answers), follow=True).text
    assert "Het dossier is afgesloten." in done
    training.refresh_from_db(), request.refresh_from_db(), referral.refresh_from_db()
    assert (training.state, request.state, referral.state) == ("started", "withdrawn", "stopped")
    assert ledger.balance("committed", grant=training) == training.amount, "what goes on is still paid"

    with time_machine.travel(clock.now() + timedelta(days=40), tick=False):
        why = [row["why"] for row in to_discuss(fatima())]
        assert why == ["Inzet is voorbij: schrijf op wat eruit kwam"], "a training that went on is not forgotten"
        sign_in(client, fatima())
        goals = {f"goal_{row.pk}": "reached" for row in training.goals.all()}
        end = {"version": training.version, **day_parts("on", clock.today())} | goals
        client.post(f"/admin/dossier/{case.client.public_id}/inzet/{training.public_id}/einde/", end)
        training.refresh_from_db()
        assert training.state == "ended"
        assert to_discuss(fatima()) == []


@pytest.mark.full
def test_what_was_done_already_ends_with_its_result_and_a_colleague_who_was_first_is_seen(client, case):
    sign_in(client, fatima())
    training, request = ServiceGrant.objects.order_by("pk")
    asking.withdraw(request, factories.works_for(fatima()))
    answers = dict.fromkeys(names_of(case), "goes_on") | {f"na-inzet-{training.public_id}": "partly"}
    done = client.post(address(case, "afsluiten"), closing(case, **answers), follow=True).text
    assert "Het dossier is afgesloten." in done
    training.refresh_from_db()
    assert training.state == "ended"
    assert [row.outcome for row in training.goals.all()] == ["partly"]
    assert Referral.objects.get().state == "in_progress", "help that goes on, goes on"


@pytest.mark.full
def test_nothing_goes_on_after_a_death_and_nobody_writes_to_the_dead(case):
    all_work()
    mail.outbox.clear()
    coach = factories.works_for(fatima())
    case.client.email = "sami@voorbeeld.nl"
    case.client.save(update_fields=["email"])
    keys = {item.key: next(iter(item.ways)) for item in names_of(case).values()}
    how = {"ended_on": clock.today(), "version": case.version}
    with pytest.raises(Refused, match="overlijden"):
        endings.close(case, coach, "died", after=keys, **how)
    stops = {item.key: list(item.ways)[-1] for item in names_of(case).values()}
    endings.close(case, coach, "died", after=stops, **how)
    assert not ServiceGrant.objects.active().exists() and not Referral.objects.open().exists()
    all_work()
    assert mail.outbox, "the union hears that the help stops"
    assert not any("sami@voorbeeld.nl" in letter.to for letter in mail.outbox)


@pytest.mark.full
def test_a_request_made_in_the_meantime_is_not_closed_away_unseen(case):
    coach = factories.works_for(fatima())
    keys = {item.key: list(item.ways)[-1] for item in names_of(case).values() if "inzet" in item.key}
    with pytest.raises(Refused, match="Kies eerst wat er gebeurt met wat nog loopt: Verwijzing"):
        endings.close(case, coach, "moved", ended_on=clock.today(), version=case.version, after=keys)
    assert ServiceGrant.objects.active().count() == 2, "nothing was settled halfway"


def test_a_referral_of_another_organisation_is_told_and_stays_with_it():
    case = grants.case_with_plan()
    factories.sent(case)
    Referral.objects.update(
        sender_organisation=fnv(), sender=karin(), receiver_organisation=fatima().memberships.get().organisation
    )
    (told,) = still_running.of(case, fatima())
    assert (told.title, dict(told.ways), told.url) == (f"Verwijzing van {fnv()}", {}, "")


def test_who_finds_work_hears_what_runs_on(client, case):
    sign_in(client, fatima())
    page = client.get(address(case, "werk")).text
    assert "Er loopt nog" in page and "Dit blijft gewoon lopen." in page and "/intrekken/" in page
