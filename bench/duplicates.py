"""How long the nightly search for people who stand in the portal twice takes with 50,000 people in one region.

``python -m bench.duplicates`` (migrated database, not in use). Made-up people: common Dutch first and last names, birth
dates over 45 years, one in fifty registered twice with the name, the phone or the day written in another way, and a
hundred who share the telephone of a shelter. Prints seconds and pairs of the first night (every key is new) and of a
second (nothing changed), and how many of the doubles were found. What it made it takes away again.
"""

import logging
import os
from datetime import date, timedelta
from random import Random
from time import perf_counter

from django.db import connections

from intake.duplicates import finding
from intake.models import Client, DuplicatePair
from rmt_portal import clean_text, row_security
from rmt_portal.reference.models import LabourRegion

PEOPLE, ONE_IN, SHELTER = 50_000, 50, 100
DOMAIN = "meting-dubbel.invalid"
_FIRST = (
    "Jan Maria Johan Anna Peter Sanne Mohamed Fatima Kees Lisa Daan Emma Ahmed Noor Tim Eva Willem Sofie Mehmet Elif "
    "Bram Julia Piotr Agnieszka Ali Samira Hans Ingrid Gerrit Truus Luuk Lotte Omar Aisha Ruben Femke Henk Joke"
)
_LAST = (
    "de Jong|Jansen|de Vries|van den Berg|Bakker|van Dijk|Visser|Smit|Meijer|de Boer|Mulder|de Groot|Bos|Vos|Peters|"
    "Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|de Graaf|van der Meer|Yilmaz|Kaya|El Amrani|Nowak|"
    "Kowalski|Wolters|te Brake|Hoogland|Wassink|Reinders|Lammers|Scholten|Kuiper|Veldkamp|ten Have|Roelofs"
)
FIRST, LAST = _FIRST.split(), _LAST.split("|")


def facts(random: Random, n: int) -> dict[str, str | date]:
    """Return what is known of somebody made up."""
    return {
        "first_name": random.choice(FIRST),
        "last_name": random.choice(LAST) + random.choice(["", "", f"-{random.choice(LAST)}"]),
        "birth_date": date(1960, 1, 1) + timedelta(days=random.randrange(45 * 365)),
        "phone": f"+316{n:08}",
        "email": f"p{n}@{DOMAIN}",
        "postcode": f"{random.randint(6900, 7199)} {random.choice('ABCDEFGH')}{random.choice('ABCDEFGH')}",
    }


def again(random: Random, person: dict[str, str | date], n: int) -> dict[str, str | date]:
    """Return the same person as somebody else typed it."""
    ways = [
        {"first_name": f"{str(person['first_name'])[0]}.", "phone": ""},
        {"last_name": str(person["last_name"]).split("-")[0], "phone": f"+317{n:08}"},
        {"last_name": str(person["last_name"]).upper(), "postcode": ""},
    ]
    return {**person, **random.choice(ways), "email": f"d{n}@{DOMAIN}"}


def make() -> int:
    """Fill the region; returns how many stand in it twice."""
    random, region = Random(4), LabourRegion.objects.get(code="AM09")
    people = [facts(random, n) for n in range(PEOPLE - PEOPLE // ONE_IN)]
    for person in people[:SHELTER]:
        person["phone"] = "+31314999999"
    people += [again(random, person, n) for n, person in enumerate(people[SHELTER :: ONE_IN - 1])]
    rows = [
        Client(region=region, sort_name=clean_text.sort_name(str(p["first_name"]), str(p["last_name"])), **p)
        for p in people
    ]
    Client.objects.bulk_create(rows, batch_size=2_000)
    return len(people) - (PEOPLE - PEOPLE // ONE_IN)


def run() -> None:
    """Fill, search twice, print, empty."""
    try:
        twice = make()
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE intake_client")
        print(f"{Client.objects.count():,} people, {twice:,} of them twice; load {os.getloadavg()[0]:.1f}")
        for night in ("first night", "second night"):
            began = perf_counter()
            kept = finding.look_at_all()
            print(f"{night:13} {perf_counter() - began:6.1f} s  {kept:6,} pairs")
        found = DuplicatePair.objects.filter(second__email__startswith="d", second__email__endswith=DOMAIN)
        print(f"found {found.values('second').distinct().count():,} of {twice:,}")
    finally:
        ours = "(SELECT id FROM intake_client WHERE email LIKE %s)"
        with connections["owner"].cursor() as cursor:
            mark = f"%@{DOMAIN}"
            cursor.execute(f"DELETE FROM intake_duplicatepair WHERE first_id IN {ours}", [mark])
            cursor.execute(f"DELETE FROM intake_duplicatepair WHERE second_id IN {ours}", [mark])
            cursor.execute(f"DELETE FROM intake_matchkey WHERE client_id IN {ours}", [mark])
            cursor.execute("DELETE FROM intake_client WHERE email LIKE %s", [mark])


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with row_security.house("command"):
        run()
