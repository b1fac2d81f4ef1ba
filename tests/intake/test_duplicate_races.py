"""Two colleagues merge the same two people at the same moment: one merge, and a clear message for the other.

Real threads, each with its own connection, let go at once. The positive control takes the lock away and shows that the
same two threads then get into each other's way.
"""

from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from intake.duplicates import merging, preview
from intake.models import Client, ClientMerge, DuplicatePair
from rmt_portal.audit.models import AuditLine
from tests.intake.test_duplicates import actor, arrives, choose, looks_at
from tests.partners.factories import MembershipFactory, UserFactory, ingrid, municipality
from tests.rig.threads import at_once
from tests.workplace.signing_in import sign_in

ROUNDS = 10


def colleague() -> Any:
    """Another intake worker of the same municipality."""
    lies = UserFactory(name="Lies Maas", email="lies@voorbeeld.nl")
    if not lies.memberships.exists():
        MembershipFactory(user=lies, organisation=municipality(), role="intake_worker")
    return lies


def both_merge(number: int, losses: tuple[type[Exception], ...]) -> list[Any]:
    """Somebody registers twice; Ingrid and Lies merge them at once. Returns what each got."""
    own = {"phone": f"+3161234{number:04}", "last_name": f"Bakker{'abcdefghij'[number]}"}
    first, second = arrives(**own), arrives(**own, first_name="S.")
    looks_at(first, second)
    choices = choose(first.client, second.client)
    ids = [first.client_id, second.client_id]

    def merges(user: Any) -> Any:
        return lambda people: merging.merge(*people, actor(user), choices)

    def people() -> list[Client]:
        return list(Client.objects.filter(pk__in=ids).order_by("pk"))

    return at_once(people, [merges(ingrid()), merges(colleague())], losses)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_make_one_merge(region):
    ingrid(), colleague()
    for number in range(ROUNDS):
        got = both_merge(number, (preview.AlreadyMerged,))
        [lost] = [one for one in got if isinstance(one, preview.AlreadyMerged)]
        assert "al samengevoegd" in str(lost)
        assert ClientMerge.objects.count() == AuditLine.objects.filter(action=preview.MERGE).count() == number + 1


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_get_into_each_others_way(region, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_how: found)
    ingrid(), colleague()
    for number in range(ROUNDS):
        got = both_merge(number, (Exception,))
        if not any(isinstance(one, preview.AlreadyMerged) for one in got):
            return
    pytest.fail("the race never showed, so the test above proves nothing")


@pytest.mark.django_db
def test_who_chooses_after_a_colleague_did_hears_that(client, region):
    first, second = arrives(), arrives(first_name="S.")
    [pair] = looks_at(first, second)
    sign_in(client, colleague())
    page = reverse("admin:duplicate_merge", args=[pair.pk])
    assert client.get(page).status_code == 200
    merging.merge(first.client, second.client, actor(ingrid()), choose(first.client, second.client))
    assert not DuplicatePair.objects.filter(pk=pair.pk).exists()
    answer = client.post(page, {}, follow=True)
    assert answer.status_code == 200 and "een collega was je voor" in answer.text
    assert ClientMerge.objects.count() == 1
