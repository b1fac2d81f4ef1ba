"""What stands around the dossiers of the region: arrivals, doubles, filling in for somebody, oversight."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client as Http

from intake import cohorts, confirmations, drafts, erasures, second_part, triage, urgency
from intake.duplicates import finding
from intake.models import (
    AgreedHow,
    Case,
    Confirmation,
    ConfirmationKey,
    DuplicatePair,
    Outcome,
    TriageReason,
)
from partners import emergencies, invitations, organisations
from partners.models import OrganisationContact, PartnerKind, Role
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import SYSTEM
from tests.intake.factories import DraftFactory
from tests.intake.factories import registered as sent_in
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import works_for
from tests.workplace.factories import registered

if TYPE_CHECKING:
    from tests.manual.region import Region


def arrivals(region: Region) -> None:
    """Noor can not wait and registered twice; Joke got the name of who helps elsewhere, on paper."""
    person = {"client__first_name": "Noor", "client__phone": "+31612345698"}
    noor = registered(reference="RA-2026-0421", client__last_name="Bakker", **person)
    again = registered(reference="RA-2026-0422", client__last_name="Bakker-Smit", **person)
    with transaction.atomic(), row_security.house("work"):
        urgency.note(noor, ["money"], SYSTEM)
        for case in (noor, again):
            finding.look({"client": case.client_id})
    region.cases["noor"] = noor
    region.at["samenvoegen"] = f"/admin/dubbel/{DuplicatePair.objects.latest('pk').pk}/samenvoegen/"
    joke = region.cases["joke"]
    joke.client.email = ""
    joke.client.save()
    choice = triage.Choice(
        Outcome.REGULAR, TriageReason.UWV_HELPS, talk=triage.Talk("phone", "UWV helpt al."),
        warm_organisation=people.uwv(), warm_name="Jan Wolters", warm_phone="0314 123 456",
    )  # fmt: skip
    triage.decide(Case.objects.get(pk=joke.pk), works_for(region.staff["ingrid"]), choice, joke.version)


def registering(region: Region) -> None:
    """Somebody who filled in everything, and somebody who sent it."""
    for who in ("aanmelder", "verstuurd"):
        http = Http()
        session = http.session
        session[drafts.TOKEN] = who
        key = drafts.key_of(session)
        if who == "verstuurd":
            second_part.start(session, sent_in(key=key, last_name="Wessels", email="jan@voorbeeld.nl").client)
        else:
            DraftFactory(key=key)
        session.save()
        http.cookies["sessionid"] = session.session_key
        region.enters(who, http)


def filled_in_for_somebody(region: Region) -> None:
    """Wim said yes to nothing yet; a list of people was brought in; a group of an employer has a code."""
    wim, fatima = region.cases["wim"], region.staff["fatima"]
    asked = Confirmation.objects.create(
        client=wim.client, registration=wim.registrations.get(), asked_by=fatima, way=AgreedHow.LINK
    )
    key = ConfirmationKey.objects.create(confirmation=asked)
    region.at["namens"] = f"/aanmelden/namens/{asked.public_id}/"
    region.at["bevestig"] = f"/aanmelden/bevestig/{confirmations.token_of(key)}/"
    lines = "voornaam;achternaam;postcode;telefoon\nJan;Bakker;7001AB;0612345678\nPiet;;7001AB;\n"
    http = Http()
    http.cookies["sessionid"] = region.cookie["karin"]
    brought = http.post("/aanmelden/namens/bestand/", {"file": SimpleUploadedFile("lijst.csv", lines.encode())})
    region.at["kolommen"] = brought["Location"]
    region.at["bestand"] = brought["Location"].removesuffix("kolommen/")
    mehmet, today = region.staff["mehmet"], clock.today()
    group = cohorts.begin(
        mehmet, mehmet.memberships.get(), name="Sluiting Ulft", employer="Gieterij Ulft", expected=40,
        starts_on=today, ends_on=today + timedelta(days=60),
    )  # fmt: skip
    region.at["groep"] = f"/aanmelden/groepen/{group.public_id}/"


def oversight(region: Region) -> None:
    """Somebody opened a dossier in an emergency, somebody wants everything wiped, a partner asks to take part."""
    opened, area = region.cases["fatma"], region.region
    jan, bram = works_for(region.staff["jan"]), works_for(region.staff["bram"])
    why = "De moeder van de kandidaat belt: die komt niet thuis en is somber."
    emergencies.open_dossier(opened.client_id, area.pk, "danger", why, jan)
    erasures.ask(region.cases["rosa"].client)
    proposed = organisations.propose(
        organisations.Proposal(
            "Stichting Taal & Werk", PartnerKind.PROVIDER, area, (), "https://taalenwerk.example", "+31314123456",
            "Tineke Vos", "tineke@taalenwerk.example",
        ),
        bram,
    )  # fmt: skip
    region.at["partner-nieuw"] = f"/admin/partners/overzicht/{proposed.pk}/"
    town = people.municipality()
    OrganisationContact.objects.create(organisation=town, name="Balie Werk", phone="+31314123456", reachable="ma-vr")
    region.at["partner"] = f"/admin/partners/overzicht/{town.pk}/"
    region.at["toegang"] = f"/admin/toegang/{town.pk}/{area.pk}/"
    region.at["vertrek"] = f"/admin/mensen/{region.staff['fatima'].pk}/"
    region.at["delen"] = f"{region.dossier()}delen/{people.fnv().pk}/"
    invitations.invite("nora@voorbeeld.nl", town, area.pk, [Role.COACH], bram)
    all_work()
    found = [re.search(r"/account/uitnodiging/\S+", str(letter.body)) for letter in mail.outbox]
    region.at["uitnodiging"] = next(link[0] for link in found if link)
    region.at["logboek-dossier"] = f"/admin/logboek/dossier/{opened.client.public_id}/"
    region.at["samen"] = _chosen(region)


def _chosen(region: Region) -> str:
    """Fatima chose two candidates in her list."""
    path = "/admin/kandidaten/mijn/"
    http = Http()
    http.cookies["sessionid"] = region.cookie["fatima"]
    marks = re.findall(r'name="rij" value="([^"]+)"', http.get(path).content.decode())
    return region.post("fatima", "/admin/kandidaten/samen/", {"kies": marks[:2], "wat": "actie"})


PARTS = (arrivals, registering, filled_in_for_somebody, oversight)
