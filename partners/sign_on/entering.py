"""Who may come in with the word of an organisation's server: its own people with a role of today, and nobody else."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from partners.models import Membership, User
from partners.sign_on.models import SignOn
from partners.sign_on.tokens import Claims


class NotAdmitted(Exception):
    """The server's word is good, but it opens nothing here; ``why`` is a code for the log, not for the reader."""

    def __init__(self, why: str, user: User | None = None) -> None:
        super().__init__(why)
        self.why, self.user = why, user


@dataclass(frozen=True)
class Entry:
    """Who comes in, and whether the server's second factor is enough."""

    user: User
    has_second_factor: bool


def domain_of(address: str) -> str:
    """Return what stands behind the last @, in small letters."""
    return address.strip().lower().rpartition("@")[2]


def for_address(address: str) -> SignOn | None:
    """Return the sign-on of an address by its domain alone: whether the address is known here plays no part."""
    return SignOn.objects.for_domain(domain_of(address)).select_related("organisation").first()


def required_of(user: User) -> SignOn | None:
    """Return the sign-on somebody must use instead of a password or passkey of the portal.

    The technical administrator keeps a password: the way in when the server of an organisation is broken.
    """
    if user.is_superuser:
        return None
    found = for_address(user.email)
    if found is None or not found.is_required or not _works_for(user, found):
        return None
    return found


@transaction.atomic
def admit(sign_on: SignOn, claims: Claims) -> Entry:
    """Return who comes in, and bind that person to the subject at the first time.

    Raises:
        NotAdmitted: the address is not verified or not of this organisation, nobody has it, its owner has no role here
            today, or the address or the subject belonged to somebody else before.
    """
    address = _verified_address(sign_on, claims)
    bound = SocialAccount.objects.filter(provider=sign_on.provider_key, uid=claims["sub"]).select_related("user")
    account = bound.first()
    owner = User.objects.filter(email__iexact=address).first()
    user = account.user if account else owner
    if user is None:
        raise NotAdmitted("unknown_person")
    if account is not None and owner is not None and owner.pk != user.pk:
        raise NotAdmitted("address_of_another", user)
    if not user.is_active or user.is_superuser:
        raise NotAdmitted("account_closed" if not user.is_active else "technical_administrator", user)
    if not _works_for(user, sign_on):
        raise NotAdmitted("not_a_member", user)
    if account is None:
        _bind(sign_on, user, claims["sub"])
    return Entry(user, _second_factor_holds(sign_on, user, claims))


def _verified_address(sign_on: SignOn, claims: Claims) -> str:
    address, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(address, str) or "@" not in address or len(address) > 254 or "\x00" in address:
        raise NotAdmitted("no_address")
    if verified is not True and str(verified).lower() != "true":
        said_no = verified is not None
        if said_no or not sign_on.vouches_for_addresses:
            raise NotAdmitted("address_not_verified")
    if not sign_on.domains.filter(domain=domain_of(address)).exists():
        raise NotAdmitted("address_of_other_domain")
    return address.strip().lower()


def _works_for(user: User, sign_on: SignOn) -> bool:
    return Membership.objects.active().filter(user=user, organisation=sign_on.organisation_id).exists()


def _bind(sign_on: SignOn, user: User, subject: str) -> None:
    """Keep the subject of this person: an address that is given to somebody else later opens nothing."""
    User.objects.select_for_update().get(pk=user.pk)
    if SocialAccount.objects.filter(provider=sign_on.provider_key, user=user).exists():
        raise NotAdmitted("other_subject", user)
    SocialAccount.objects.create(provider=sign_on.provider_key, user=user, uid=subject, extra_data={})


def _second_factor_holds(sign_on: SignOn, user: User, claims: Claims) -> bool:
    """Say whether the server enforces a second factor, proved it, and speaks for everything this person does here.

    For somebody who also works for another organisation our own second factor stays: no server opens what is another's.
    """
    if not sign_on.enforces_second_factor:
        return False
    amr = claims.get("amr") or []
    methods: set[Any] = {item for item in amr if isinstance(item, str)} if isinstance(amr, list) else set()
    proven = claims.get("acr") in sign_on.accepted_acr or bool(methods & set(sign_on.accepted_amr))
    elsewhere = Membership.objects.active().filter(user=user).exclude(organisation=sign_on.organisation_id)
    return proven and not elsewhere.exists()
