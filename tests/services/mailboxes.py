"""A neighbourhood team that works by mailbox, and who reads that mailbox."""

import re
from typing import Any

import factory
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client as Http
from django.urls import reverse

from partners.models import LegalBasis, Organisation, PartnerKind
from rmt_portal import clock
from services.mailboxes import addresses
from services.models import Mailbox, Referral
from services.referrals import sending
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import case_of_sami, concept, works_for

ADDRESS = "post@brug.example"


def buurtteam() -> Organisation:
    """An organisation where nobody has an account."""
    team: Organisation = people.OrganisationFactory(name="Buurtteam De Brug", kind=PartnerKind.PROVIDER)
    return team


def proven_mailbox(
    organisation: Organisation | None = None, address: str = ADDRESS, *, for_debt_help: bool = False
) -> Mailbox:
    """Set by the coordinator and confirmed by who reads it, through the actions of the site."""
    organisation = organisation or buurtteam()
    mehmet = works_for(people.mehmet())
    place = next(p for p in addresses.places(mehmet.user) if p.organisation == organisation)
    addresses.set_address(mehmet, place, address, for_debt_help)
    all_work()
    return addresses.confirm(letters(address)[-1].body.split("/bevestigen/")[1].split("/")[0])


class MailboxFactory(factory.django.DjangoModelFactory):
    """A mailbox that proved itself, where the way it did so is not the story."""

    class Meta:
        model = Mailbox

    organisation = factory.LazyFunction(buurtteam)
    region = factory.SubFactory(people.RegionFactory)
    address = ADDRESS
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    asked_by = factory.LazyFunction(people.mehmet)
    asked_at = factory.LazyFunction(clock.now)
    confirmed_at = factory.LazyAttribute(lambda mailbox: mailbox.asked_at)


def letters(address: str = ADDRESS) -> list[EmailMessage]:
    """What came in a mailbox."""
    return [m for m in mail.outbox if m.to == [address]]


class Reader:
    """Somebody with a browser, who may or may not read the mailbox."""

    def __init__(self, address: str = ADDRESS) -> None:
        self.http, self.address = Http(), address

    def newest_link(self) -> str:
        found = [
            m for letter in letters(self.address) for m in re.findall(r"/verwijzingen/per-mail/link/\S+", letter.body)
        ]
        return str(found[-1])

    def newest_code(self) -> str:
        found = [c for m in letters(self.address) for c in re.findall(r"^\d{6}$", str(m.body), re.MULTILINE)]
        return str(found[-1])

    def asks_a_code(self) -> None:
        assert self.http.post(self.newest_link()).status_code == 302
        all_work()

    def types(self, code: str) -> Any:
        return self.http.post(reverse("mailbox_code"), {"code": code})

    def comes_in(self) -> "Reader":
        self.asks_a_code()
        assert self.types(self.newest_code()).status_code == 302
        return self

    def page(self, referral: Referral, step: str = "") -> str:
        args = [referral.reference, step] if step else [referral.reference]
        return reverse("mailbox_step" if step else "mailbox_referral", args=args)

    def opens(self, referral: Referral) -> Any:
        return self.http.get(self.page(referral))

    def takes(self, referral: Referral, step: str, **typed: Any) -> Any:
        """Open the page of a step, fill it in, send it, and look where it leads."""
        assert self.http.get(self.page(referral, step)).status_code == 200
        version = Referral.objects.get(pk=referral.pk).version
        return self.http.post(self.page(referral, step), {"version": version, **typed}, follow=True)


def sent_to_team(to: Organisation | None = None, case: Any = None, **request: Any) -> Referral:
    """Fatima's referral to the neighbourhood team, where nobody has an account."""
    referral = concept(case or case_of_sami(), to or buurtteam(), **request)
    sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen op het scherm")
    all_work()
    return referral
