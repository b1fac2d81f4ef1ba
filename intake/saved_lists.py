"""Keeping a list of candidates under a name: one's own, as many as fit above a list."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from intake.models import MAX_LIST_NAME, MOST_LISTS, SavedList
from partners.models import User

FILTERS = ("fase", "situatie", "gemeente", "coach", "signaal", "volgorde")
"""What of an address is kept. A search ("zoek") never is: it may be the name of a person."""


class NameTaken(Exception):
    """This colleague has a list of this name already."""


class TooMany(Exception):
    """There is no room for another list."""


@transaction.atomic
def keep(user: User, name: str, *, mine: bool, filters: Mapping[str, str]) -> SavedList:
    """Keep the filters under a name; anything in them that is no filter is left out.

    Raises:
        TooMany: there are as many as fit.
        NameTaken: there is one of this name.
        ValueError: there is no name, or it is too long.
    """
    _check(name)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # two presses at once count one after another
    if SavedList.objects.filter(user=user).count() >= MOST_LISTS:
        raise TooMany
    kept = {key: filters[key] for key in FILTERS if filters.get(key)}
    try:
        with transaction.atomic():
            return SavedList.objects.create(user=user, name=name, mine=mine, filters=kept)
    except IntegrityError as error:
        raise NameTaken from error


@transaction.atomic
def rename(row: SavedList, name: str) -> None:
    """Give a list another name.

    Raises:
        NameTaken: there is one of this name.
        ValueError: there is no name, or it is too long.
    """
    _check(name)
    row.name = name
    try:
        with transaction.atomic():
            row.save(update_fields=["name"])
    except IntegrityError as error:
        raise NameTaken from error


def remove(row: SavedList) -> None:
    """Throw a list away: a name and a few filters, nothing about a person."""
    row.delete()


def _check(name: str) -> None:
    if not name or len(name) > MAX_LIST_NAME:
        raise ValueError(name)
