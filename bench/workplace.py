"""How fast the workplace is with 50,000 clients, 500,000 contacts and 200,000 grants: ``python -m bench.workplace``.

Four people look (a coach whose organisation may see every dossier of the region, a coach of a partner, the coordinator
and the manager), with one second of thinking time, at Vandaag, the list with every chip, filter, order and search, its
next and last page, and each part of a dossier, over the real web server with two workers. Prints per page the queries,
p50 and p95 in milliseconds, and per kind of page p95 against the bar. Needs a migrated database; what it made it takes
away again (``KEEP=1`` keeps it, and measures what is there the next time).
"""

import logging
import os
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import gettempdir
from threading import Thread

from django.db import connection
from django.test import Client as Http
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import figures, workplace_data
from bench.referrals import at_work
from bench.visitor import Visitor, web_server
from intake.models import Case, CaseState, ContactMoment, Situation
from partners.models import Layer, Role, User
from partners.reach import reach_of
from rmt_portal import row_security
from rmt_portal.contributions import workplace
from rmt_portal.reference.models import Municipality
from rmt_portal.workplace.candidate_filters import ORDERS
from rmt_portal.workplace.candidates import PER_PAGE
from rmt_portal.workplace.signals import SIGNALS

ROUNDS, THINKING_SECONDS = 3, 1.0
BAR_MS, BAR_QUERIES = 200.0, 12
SEARCHES = {"naam": "yilmaz", "twee-woorden": "jansen anna", "geboren": "3-4-1988", "postcode": "7005 AB"}
SESSION_OF_SEARCHES = "kept_searches"
NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


@dataclass(frozen=True)
class Page:
    """A page of one kind: where it is, without what stands in a dossier's own address, is its name."""

    kind: str
    name: str
    address: str


def pages_of(user: User, rng: random.Random) -> list[Page]:
    """List what this person opens."""
    everyone, mine = reverse("admin:candidates"), reverse("admin:my_candidates")
    found = [Page("Vandaag", "Vandaag", reverse("admin:index"))]
    if Role.COACH in reach_of(user).roles:
        found.append(Page("list", "mine", mine))
        found += [Page("filters", f"mine, {slug}", f"{mine}?signaal={slug}") for slug in SIGNALS]
    seen = Case.objects.dossiers_of(user, Layer.REFERENCE).open()
    last = (seen.count() - 1) // PER_PAGE + 1
    found += [Page("list", "all", everyone), Page("list", "page 2", f"{everyone}?pagina=2")]
    found.append(Page("list", "last page", f"{everyone}?pagina={last}"))
    place = Municipality.objects.filter(region__in=reach_of(user).region_ids).order_by("pk").first()
    coach = User.objects.filter(assignments__until_at=None, assignments__case__in=seen[:1]).first() or user
    for query in (
        *(f"signaal={slug}" for slug in SIGNALS),
        *(f"volgorde={order}" for order in ORDERS),
        *(f"zoek={key}" for key in SEARCHES),
        *(f"fase={state}" for state in (CaseState.ACTIVE, CaseState.SUBMITTED, CaseState.CLOSED)),
        f"situatie={Situation.LOST}", f"gemeente={place.code if place else ''}", f"coach={coach.pk}",
        f"fase={CaseState.ACTIVE}&signaal=te-laat&volgorde=naam", f"situatie={Situation.LOST}&signaal=lang-stil",
    ):  # fmt: skip
        found.append(Page("filters", query.replace(str(coach.pk), "..."), f"{everyone}?{query}"))
    return found + _dossier_pages(user, rng)


def _dossier_pages(user: User, rng: random.Random) -> list[Page]:
    """Every part of the dossier of somebody this person works with, or may see enough of."""
    mine = Case.objects.dossiers_of(user, Layer.TRIAGE).open()
    ids = list((mine.of_coach(user) if Role.COACH in reach_of(user).roles else mine).values_list("pk", flat=True)[:500])
    if not ids:
        return []
    parts = sorted(workplace.tabs.values(), key=lambda tab: tab.order)
    cases = Case.objects.filter(pk__in=rng.sample(ids, min(len(parts), len(ids)))).select_related("client")
    urls = [reverse("admin:dossier", args=[case.client.public_id]) for case in cases]
    return [Page("dossier", part.slug, f"{url}?deel={part.slug}") for part, url in zip(parts, urls, strict=False)]


def signed_in(user: User) -> Http:
    """Sign somebody in who searched before: a search stands in the session and only its key in the address."""
    http = at_work(user)
    session = http.session
    session[SESSION_OF_SEARCHES] = SEARCHES
    session.save()
    return http


def count_queries(user: User, pages: list[Page]) -> dict[Page, int]:
    """Ask every page in this process, and count its queries."""
    http, counted = signed_in(user), {}
    http.get(pages[0].address)  # what is asked once per session is not what a page asks
    for page in pages:
        with CaptureQueriesContext(connection) as captured:
            status = http.get(page.address).status_code
        assert status == 200, (page, status)
        counted[page] = sum(not query["sql"].startswith(NO_QUERY) for query in captured)
    return counted


def walk(user: User, pages: list[Page], port: int, thinking: float, times: list[tuple[Page, float]]) -> None:
    """One person: opens the pages in any order, looks, thinks."""
    rng = random.Random(user.pk)
    with row_security.house("command"):  # a thread begins without a purpose
        cookies = signed_in(user).cookies
    visitor = Visitor(port, cookies={name: morsel.value for name, morsel in cookies.items()})
    connection.close()
    time.sleep(thinking * rng.random())
    for _round in range(ROUNDS):
        for page in rng.sample(pages, len(pages)):
            asked = visitor.get(page.address)
            assert asked.status == 200, (page, asked.status)
            times.append((page, asked.seconds * 1000))
            time.sleep(thinking * rng.uniform(0.5, 1.5))  # people do not click in step


def measure(pages: dict[str, list[Page]], people: dict[str, User]) -> dict[str, list[tuple[Page, float]]]:
    """Let everybody work at once; returns per person what was asked, and how long it took in milliseconds."""
    environment = {name: value for name, value in os.environ.items() if name != "RMT_TESTING"}
    with web_server(environment, Path(gettempdir()) / "bench-workplace.log") as port:
        for thinking in (0.0, THINKING_SECONDS):  # the first time to warm up
            times: dict[str, list[tuple[Page, float]]] = {who: [] for who in people}
            threads = [
                Thread(target=walk, args=(user, pages[who], port, thinking, times[who])) for who, user in people.items()
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return times


def report(counted: dict[str, dict[Page, int]], times: dict[str, list[tuple[Page, float]]]) -> int:
    """Print the figures; return 1 when a bar is missed."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for who, asked in times.items():
        print(f"\n{who}")
        spent: dict[Page, list[float]] = defaultdict(list)
        own: dict[str, list[float]] = defaultdict(list)
        for page, ms in asked:
            spent[page].append(ms)
            own[page.kind].append(ms)
            kinds[page.kind].append(ms)
        for page, number in counted[who].items():
            found = spent[page]
            print(f"  {number:3} queries  p50 {median(found):5.0f}  p95 {p95(found):5.0f} ms  {page.kind}: {page.name}")
        print("  p95 " + ", ".join(f"{kind} {p95(found):.0f}" for kind, found in own.items()) + " ms")
    most = max(number for found in counted.values() for number in found.values())
    print(f"\n{len(times)} people, load of the machine now {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for kind, found in kinds.items():
        print(f"{kind:8} {len(found):4} pages  p50 {median(found):4.0f}  p95 {p95(found):4.0f} ms (bar {BAR_MS:.0f})")
    print(f"at most {most} queries (bar {BAR_QUERIES})")
    return 1 if most > BAR_QUERIES or any(p95(found) > BAR_MS for found in kinds.values()) else 0


def p95(spent: list[float]) -> float:
    """Return what 95 of 100 stay under; of a few, the slowest."""
    return quantiles(spent, n=20, method="inclusive")[-1] if len(spent) > 1 else spent[0]


def main() -> int:
    """Fill, measure, print, empty; the answer is the exit code."""
    keep = bool(os.environ.get("KEEP"))
    if not (keep and ContactMoment.objects.count() >= workplace_data.NOTES):
        workplace_data.take_away()  # of a measurement that was broken off
        began = time.monotonic()
        workplace_data.make()
        print(f"{figures.CLIENTS} clients, {workplace_data.NOTES} contacts, {figures.GRANTS} grants", end=" ")
        print(f"made in {time.monotonic() - began:.0f} s")
    try:
        people = workplace_data.people()
        rng = random.Random(5)
        pages = {who: pages_of(user, rng) for who, user in people.items()}
        counted = {who: count_queries(user, pages[who]) for who, user in people.items()}
        return report(counted, measure(pages, people))
    finally:
        if not keep:
            workplace_data.take_away()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with row_security.house("command"):  # the measured pages are asked as whoever is signed in
        sys.exit(main())
