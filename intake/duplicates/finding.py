"""Finding people who may be known twice: when somebody registers, and every night over all.

Compared is only who shares a key (:mod:`intake.duplicates.evidence`), within one region, with an index under it: the
work grows with the number of people, not with its square. What a colleague judged is remembered and not asked again.
Nothing of this is ever told to who registers; a professional may hear that somebody is "bekend bij het team".
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import structlog
from django.db import transaction
from django.db.models import Count

from intake.duplicates.evidence import compare, keys
from intake.duplicates.names import Facts
from intake.models import Client, DuplicatePair, MatchKey, Verdict
from rmt_portal import row_security
from rmt_portal.outbox.handlers import Payload

LOOK = "duplicates.look"
AT_ONCE = 500
LARGEST_BLOCK = 60
"""A key that more people share (the number of a desk, a shelter's postcode) tells nothing and is not compared."""

logger = structlog.get_logger(__name__)


def facts_of(client: Client) -> Facts:
    """Return what a stored person can be recognised by."""
    return Facts(client.first_name, client.last_name, client.birth_date, client.phone, client.email, client.postcode)


def known_to_team(facts: Facts, region_id: int) -> bool:
    """Say whether somebody with these facts is known; for professionals only, who hear yes or no and nothing else."""
    with row_security.house("duplicates"):
        sharing = MatchKey.objects.filter(region_id=region_id, key__in=keys(facts)).order_by("client")
        ids = list(sharing.values_list("client", flat=True).distinct()[: LARGEST_BLOCK * 5])
        return any(compare(facts, facts_of(other)).is_enough for other in Client.objects.filter(pk__in=ids))


def look(payload: Payload) -> None:
    """Compare one person with who shares a key; run from the outbox after a registration or a change."""
    client = Client.objects.filter(pk=payload["client"]).first()
    if client is not None:
        look_at(client)


@transaction.atomic
def look_at(client: Client) -> int:
    """Keep the keys of a person and compare with who shares one; returns how many pairs are kept."""
    mine = _keep_keys([client])[client.pk]
    sharing = MatchKey.objects.filter(region_id=client.region_id, key__in=mine).exclude(client=client)
    blocks: dict[str, set[int]] = defaultdict(set)
    for key, other in sharing.values_list("key", "client").order_by("pk")[: LARGEST_BLOCK * len(mine) + 1]:
        blocks[key].add(other)
    others = {pk for block in blocks.values() if len(block) < LARGEST_BLOCK for pk in block}
    return _compare({tuple(sorted((client.pk, other))) for other in others})


def look_at_all() -> int:
    """Compare everybody; nightly and again at will: a second run finds nothing new. Returns how many pairs are kept."""
    newest = 0
    while people := list(Client.objects.filter(pk__gt=newest, erased_on=None).order_by("pk")[:AT_ONCE]):
        _keep_keys(people)
        newest = people[-1].pk
    kept = 0
    shared = MatchKey.objects.order_by().values("region_id", "key").annotate(n=Count("pk")).filter(n__gt=1)
    blocks = list(shared.values_list("region_id", "key", "n"))
    too_large = [key for _region, key, n in blocks if n > LARGEST_BLOCK]
    if too_large:
        logger.info("duplicates_large_blocks", count=len(too_large))
    wanted = [(region, key) for region, key, n in blocks if n <= LARGEST_BLOCK]
    for start in range(0, len(wanted), AT_ONCE):
        kept += _compare(_pairs(wanted[start : start + AT_ONCE]))
    _forget_unlike()
    return kept


def _keep_keys(people: list[Client]) -> dict[int, frozenset[str]]:
    """Bring the stored keys of people in step with what is known of them now."""
    wanted = {client.pk: keys(facts_of(client)) for client in people}
    regions = {client.pk: client.region_id for client in people}
    stored = MatchKey.objects.filter(client__in=wanted)
    stale, have = [], set()
    for pk, client_id, region_id, key in stored.values_list("pk", "client", "region_id", "key"):
        if key in wanted[client_id] and region_id == regions[client_id]:
            have.add((client_id, key))
        else:
            stale.append(pk)
    MatchKey.objects.filter(pk__in=stale).delete()
    new = [
        MatchKey(client_id=client_id, region_id=regions[client_id], key=key)
        for client_id, found in wanted.items()
        for key in sorted(found)
        if (client_id, key) not in have
    ]
    MatchKey.objects.bulk_create(new, ignore_conflicts=True)
    return wanted


def _pairs(blocks: Iterable[tuple[int, str]]) -> set[tuple[int, ...]]:
    chosen = list(blocks)
    rows = MatchKey.objects.filter(key__in=[key for _region, key in chosen]).order_by("client")
    members: dict[tuple[int, str], list[int]] = defaultdict(list)
    for region_id, key, client_id in rows.values_list("region_id", "key", "client"):
        members[(region_id, key)].append(client_id)
    return {pair for block in chosen for pair in combinations(sorted(members[block]), 2)}


def _compare(pairs: set[tuple[int, ...]]) -> int:
    """Keep the pairs with enough in common; a verdict stays, the evidence of an open pair follows the people."""
    people = Client.objects.in_bulk({pk for pair in pairs for pk in pair})
    rows = []
    for first, second in sorted(pairs):
        if first not in people or second not in people:
            continue
        found = compare(facts_of(people[first]), facts_of(people[second]))
        if found.is_enough:
            rows.append(DuplicatePair(first_id=first, second_id=second, evidence=list(found.codes), score=found.score))
    DuplicatePair.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["first", "second"], update_fields=["evidence", "score"]
    )
    return len(rows)


def _forget_unlike() -> None:
    """Drop open pairs of people who do not look alike any more, because something was corrected."""
    pairs = DuplicatePair.objects.filter(verdict=Verdict.OPEN).select_related("first", "second")
    gone = [p.pk for p in pairs if not compare(facts_of(p.first), facts_of(p.second)).is_enough]
    DuplicatePair.objects.filter(pk__in=gone, verdict=Verdict.OPEN).delete()
