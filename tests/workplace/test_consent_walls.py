"""A consent opens its own category and nothing else, on every surface; once withdrawn it is gone at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from intake import consents
from intake.models import Case, CaseState, DataCategory, Demand, WorkAbility
from partners.models import AccessGrant, Layer
from rmt_portal import clock
from rmt_portal.lifecycle import SYSTEM
from rmt_portal.workplace.candidate_filters import ORDERS
from rmt_portal.workplace.signals import SIGNALS
from tests.partners import factories as people
from tests.rig.halves import first_now, some_now
from tests.services.factories import sent
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db

SECRETS = {
    DataCategory.CONTACT: "Wittebrood",
    DataCategory.WORK_PROFILE: "orgelbouwer",
    DataCategory.PLAN: "proefdraaien bij de molen",
    DataCategory.MONEY_FLAG: "Ja, wil daar hulp bij",
    DataCategory.LIMITATIONS: "een stille ruimte",
}
"""A word for each category that stands nowhere else."""


def somebody() -> Case:
    """A candidate of the municipality, with something to tell in every category, and a note that is nobody's else."""
    case = guided_by(
        people.fatima(), client__first_name="Wim", client__last_name="Wittebrood",
        next_action="proefdraaien bij de molen",
    )  # fmt: skip
    case.registrations.update(wants_money_help=True)
    profile = case.client.work_profile
    profile.own_skills = ["orgelbouwer"]
    profile.save()
    WorkAbility.objects.create(profile=profile, adapted=[Demand.values[0]], what_helps="een stille ruimte")
    return case


def at_work(person) -> Browser:
    browser = Browser()
    sign_in(browser, person)
    return browser


def give(case: Case, *categories: DataCategory) -> None:
    consents.give(case.client, people.fnv(), categories, text_version="2026-11", how="web", actor=SYSTEM)


def withdraw(case: Case, *categories: DataCategory) -> None:
    consents.withdraw(case.client, people.fnv(), SYSTEM, categories or None)


def get(url: str) -> Callable[[Browser, Case], str]:
    return lambda browser, case: browser.get(url.replace("<client>", str(case.client.public_id)), follow=True).text


def search(text: str) -> Callable[[Browser, Case], str]:
    """What a search shows; what was typed stands on the page too, and tells nothing."""
    return lambda browser, case: browser.post("/admin/kandidaten/", {"zoek": text}, follow=True).text.replace(
        text, "", 2
    )


SURFACES: dict[str, Callable[[Browser, Case], str]] = {
    "today": get("/admin/"),
    "list": get("/admin/kandidaten/"),
    "own list": get("/admin/kandidaten/mijn/"),
    "list by situation": get("/admin/kandidaten/?situatie=lost"),
    "registrations": get("/admin/aanmeldingen/"),
    "search by name": search("wittebrood"),
    "search by postcode": search("7001 AB"),
    "search by birth date": search("3-4-1988"),
    "dossier": get("/admin/dossier/<client>/"),
    **{
        f"tab {slug}": get(f"/admin/dossier/<client>/?deel={slug}")
        for slug in ("overzicht", "intake", "kansen", "verwijzingen", "tijdlijn", "toegang")
    },
    "a question of the second part": get("/admin/dossier/<client>/werkprofiel/uren/"),
    "summary": get("/admin/dossier/<client>/samenvatting/?gevoelig=1"),
    "summary as text": get("/admin/dossier/<client>/samenvatting/?vorm=txt&gevoelig=1"),
    "summary as table": get("/admin/dossier/<client>/samenvatting/?vorm=csv&gevoelig=1"),
    "new referral": get("/verwijzingen/nieuw/vanuit/<client>/"),
    "referrals received": get("/verwijzingen/ontvangen/"),
    "referrals sent": get("/verwijzingen/verstuurd/"),
    "find for a referral": lambda browser, case: (
        browser.post("/verwijzingen/nieuw/", {"how": "number", "number": case.reference}).text
    ),
    "access list": get("/admin/toegang/"),
    "access as table": get("/admin/toegang/bestand/"),
}
NAME = ("search by name", "search by postcode", "search by birth date", "list", "dossier", "tab intake")


@pytest.mark.parametrize("given", first_now(DataCategory, 1))
def test_a_consent_for_one_category_opens_that_and_nothing_else_anywhere(given):
    case = somebody()
    give(case, given)
    karin = at_work(people.karin())
    seen = {name: surface(karin, case) for name, surface in SURFACES.items()}
    for category, secret in SECRETS.items():
        places = [name for name, text in seen.items() if secret in text]
        if category == given:
            assert places, f"{category} was given and is nowhere to be read"
        else:
            assert not places, f"{category} was not given and is read at {places}"


def test_the_positive_control_reads_everything_as_the_own_coach():
    """The words of this test can be found: the coach of the case reads each of them."""
    case = somebody()
    fatima = at_work(people.fatima())
    text = SURFACES["dossier"](fatima, case) + SURFACES["tab intake"](fatima, case)
    assert [secret for secret in SECRETS.values() if secret not in text] == []


def test_who_was_shared_with_calls_by_name_and_writes_nothing():
    case = somebody()
    give(case, DataCategory.CONTACT, DataCategory.WORK_PROFILE)
    karin = at_work(people.karin())
    page = SURFACES["dossier"](karin, case)
    assert "Wim Wittebrood" in page
    assert "06 12345678" in page
    assert "orgelbouwer" in page
    assert "De kandidaat deelt" in page
    assert "proefdraaien" not in page
    here = reverse("admin:dossier", args=[case.client.public_id])
    assert karin.post(f"{here}neem-over/", {"version": case.version}).status_code == 403
    assert karin.post(f"{here}contact/", {"note": "x"}).status_code == 403
    grants = AccessGrant.objects.filter(source_kind="consent").order_by("pk")
    assert [(g.layer, g.categories) for g in grants] == [
        (Layer.REFERENCE, ["contact"]),
        (Layer.REFERENCE, ["work_profile"]),
    ]


@pytest.mark.parametrize("surface", some_now(SURFACES, ["list", "search by name", "dossier", "tab intake", "summary"]))
def test_what_is_withdrawn_is_gone_at_the_next_request(surface):
    case = somebody()
    give(case, *DataCategory)
    referral = sent(case, people.fnv())
    karin = at_work(people.karin())
    before = SURFACES[surface](karin, case)
    if surface in NAME:
        assert "Wittebrood" in before
    withdraw(case)
    after = SURFACES[surface](karin, case)
    for secret in (*SECRETS.values(), case.reference, "06 12345678"):
        assert secret not in after or (secret == case.reference and surface.startswith("find")), secret
    assert "Wittebrood" not in karin.get(reverse("referral", args=[referral.reference])).text


def test_withdrawing_one_category_leaves_the_others():
    case = somebody()
    give(case, DataCategory.CONTACT, DataCategory.WORK_PROFILE)
    karin = at_work(people.karin())
    assert "orgelbouwer" in SURFACES["dossier"](karin, case)
    withdraw(case, DataCategory.WORK_PROFILE)
    page = SURFACES["dossier"](karin, case)
    assert "Wittebrood" in page
    assert "orgelbouwer" not in page


def test_no_filter_number_or_order_tells_how_the_case_goes_of_who_only_shares_something():
    karin = people.karin()
    case, other = somebody(), guided_by(people.fatima(), client__last_name="Verbeek")
    for shared in (case, other):
        give(shared, DataCategory.CONTACT, DataCategory.WORK_PROFILE)
    own = guided_by(
        karin, next_action="Bellen", next_action_on=clock.today() + timedelta(1), last_contact_at=clock.now()
    )
    browser, url = at_work(karin), "/admin/kandidaten/"

    def shown(query: str) -> list[int]:
        return [row.case.pk for row in browser.get(f"{url}?{query}").context_data["rows"]]

    def goes(of: Case, **fields: Any) -> None:
        Case.objects.filter(pk=of.pk).update(**fields)

    coach = case.assignments.get().coach_id
    goes(case, next_action_on=clock.today() - timedelta(30), last_contact_at=clock.now() - timedelta(90))
    goes(case, aftercare_due_on=clock.today() - timedelta(3), has_answer=True)
    before = [shown(f"volgorde={order}") for order in ORDERS]
    assert {*before[0]} == {own.pk, case.pk, other.pk}
    page = browser.get(url)
    assert {chip["title"]: chip["count"] for chip in page.context_data["chips"] if chip["count"]} == {"Alles": 3}
    told = [f"signaal={slug}" for slug in SIGNALS] + [f"fase={state}" for state in CaseState] + [f"coach={coach}"]
    assert {pk for query in told for pk in shown(query)} <= {own.pk}
    goes(other, next_action_on=clock.today() - timedelta(60), last_contact_at=clock.now() - timedelta(120))
    assert [shown(f"volgorde={order}") for order in ORDERS] == before
