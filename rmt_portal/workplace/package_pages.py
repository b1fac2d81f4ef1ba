"""Pages of the administration that packages bring along and that nobody should have.

* Groups of Django: rights come from roles and grants (``partners.access``); a group looks like a right and is none.
* E-mail addresses of allauth: a person's address stands on the account; a second place would be a second way in.
* Applications, accounts and tokens of single sign-on: they hold secrets in clear text, and whoever could write them
  could sign in as somebody else.
* Second factors: the package's page shows and takes the secret itself. A technical administrator needs one thing only,
  taking a lost factor away so that its owner sets up a new one; that is what :class:`SecondFactorAdmin` leaves.
"""

from __future__ import annotations

from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from rmt_portal.admin_base import ReadOnlyModelAdmin

CLOSED: tuple[type[Model], ...] = (Group, EmailAddress, SocialApp, SocialAccount, SocialToken, Authenticator)


class SecondFactorAdmin(ReadOnlyModelAdmin):
    """Second factors, to take a lost one away. Only for the technical administrator; the secret is never shown."""

    readers: ClassVar[frozenset[str]] = frozenset()
    deletable = True
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Take away somebody else's factor; the own one goes by the account's own pages, with the password."""
        if obj is not None and getattr(obj, "user_id", None) == request.user.pk:
            return False
        return super().has_delete_permission(request, obj)


def close() -> None:
    """Take the pages away; called when all apps have registered theirs."""
    for model in CLOSED:
        if admin.site.is_registered(model):
            admin.site.unregister(model)
    admin.site.register(Authenticator, SecondFactorAdmin)
