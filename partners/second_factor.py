"""Who has a second factor: something besides the password that only this person holds."""

from typing import Any

from allauth.mfa.models import Authenticator

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are none: they belong to one of these."""


def has_second_factor(user: Any) -> bool:
    """Say whether this person has set up a second factor."""
    return Authenticator.objects.filter(user=user, type__in=COUNTS).exists()


def has_another(authenticator: Authenticator) -> bool:
    """Say whether the person has a second factor besides this one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=COUNTS)
    return others.exclude(pk=authenticator.pk).exists()
