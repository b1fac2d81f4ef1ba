"""Services of the region and referrals in each state, made through the same actions as the site."""

from datetime import timedelta
from typing import Any

import factory

from intake.models import Case
from partners.models import LegalBasis, Organisation, Role, User
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from services.models import Referral, Service, ServiceKind
from services.referrals import answering, sending
from tests.intake.factories import registered
from tests.partners import factories as people


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"dienst-{n}")
    name = factory.Sequence(lambda n: f"Dienst {n}")
    kind = ServiceKind.CAREER_ADVICE
    region = factory.SubFactory(people.RegionFactory)
    provider = factory.LazyFunction(people.fnv)


def works_for(person: User) -> Actor:
    """The person, on behalf of the organisation the person works for."""
    return Actor(user=person, organisation_id=person.memberships.get().organisation_id)


def tom() -> User:
    """Karin's colleague at the union."""
    return people._person("Tom Bakker", people.fnv(), Role.RECEIVER)


def case_of_sami() -> Case:
    """Sami registered; the municipality (with Fatima and Ingrid) takes registrations."""
    people.municipality()
    return registered().case


def concept(case: Case | None = None, to: Organisation | None = None, **request: Any) -> Referral:
    """Fatima's concept for a union, unless told otherwise."""
    case = case or case_of_sami()
    wanted = sending.Request(receiver_organisation=to or people.fnv(), **request)
    return sending.draft(works_for(people.fatima()), case, wanted)


def sent(case: Case | None = None, to: Organisation | None = None, **request: Any) -> Referral:
    people.karin(), people.anouk()
    referral = concept(case, to, **request)
    sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen op het scherm")
    return referral


def in_state(state: str, case: Case | None = None, **request: Any) -> Referral:
    """A referral to the union in any state, reached by the shortest way."""
    fatima, karin = works_for(people.fatima()), works_for(people.karin())
    if state in ("draft",):
        return concept(case, **request)
    referral = sent(case, **request)
    soon = clock.today() + timedelta(days=5)
    ways: dict[str, list[Any]] = {
        "sent": [],
        "info_requested": [lambda: answering.request_info(karin, referral, "Wat wil Sami leren?")],
        "accepted": [lambda: answering.accept(karin, referral)],
        "in_progress": [
            lambda: answering.accept(karin, referral),
            lambda: answering.start(karin, referral, clock.now()),
        ],
        "on_hold": [
            lambda: answering.accept(karin, referral),
            lambda: answering.hold(karin, referral, "op vakantie", soon),
        ],
        "declined": [lambda: answering.decline(karin, referral, "other_help_fits")],
        "recalled": [lambda: sending.recall(fatima, referral, "niet meer nodig")],
        "expired": [lambda: sending.expire(referral)],
        "consent_withdrawn": [
            lambda: sending.consent_was_withdrawn(referral.client_id, referral.receiver_organisation_id)
        ],
        "completed": [
            lambda: answering.accept(karin, referral),
            lambda: answering.start(karin, referral, clock.now()),
            lambda: answering.complete(karin, referral, "helped", "Sami weet wat hij wil."),
        ],
        "stopped": [
            lambda: answering.accept(karin, referral),
            lambda: answering.stop(karin, referral, "wil niet meer"),
        ],
        "entered_in_error": [lambda: sending.mark_error(fatima, referral, "verkeerde persoon")],
    }
    for step in ways[state]:
        step()
    referral.refresh_from_db()
    assert referral.state == state
    return referral
