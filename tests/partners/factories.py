"""The people and organisations of the tests.

A fixed cast, so that tests read as stories: Fatima coaches for the municipality of Doetinchem, Jan advises at UWV,
Karin at FNV, Ingrid registers people at the municipality, Mehmet coordinates the region, Els manages it, Pieter looks
after privacy, Anouk helps with debts and Bram administers. Sofie coaches for a municipality in another region.
"""

import functools
from typing import Any

import factory
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password

from partners import organisations
from partners.models import AccessGrant, Layer, LegalBasis, Membership, Organisation, PartnerKind, Role, User
from rmt_portal.reference.models import LabourRegion

PASSWORD = "een lange zin als wachtwoord"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    """The code that the app of every test person shows now."""
    middle = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(SECRET, middle))


_hashed = functools.cache(make_password)


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LabourRegion
        django_get_or_create = ("code",)

    code = "AM09"
    name = factory.LazyAttribute(lambda region: f"Regio {region.code}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("email",)
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Collega {n}")
    email = factory.Sequence(lambda n: f"collega{n}@voorbeeld.nl")
    is_staff = True

    @factory.post_generation
    def password(user: Any, create: bool, password: str | None, **kwargs: Any) -> None:
        """Hash only when a test signs in with the form: hashing is slow on purpose."""
        if password:
            user.password = _hashed(password)
            user.save(update_fields=["password"])

    @factory.post_generation
    def second_factor(user: Any, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        """Everybody has an app with codes, unless a test says otherwise."""
        if wanted is not False and not user.authenticator_set.exists():
            TOTP.activate(user, SECRET)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Organisatie {n}")
    kind = PartnerKind.MUNICIPALITY

    @classmethod
    def _create(cls, model: Any, *args: Any, **fields: Any) -> Organisation:
        return model.objects.filter(name=fields["name"]).first() or organisations.found(model(**fields))

    @factory.post_generation
    def regions(organisation: Any, create: bool, regions: Any, **kwargs: Any) -> None:
        organisation.regions.add(*(regions or [RegionFactory()]))


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    region = factory.SubFactory(RegionFactory)
    role = Role.COACH


class AccessGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccessGrant

    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    layer = Layer.WORK
    legal_basis = LegalBasis.PUBLIC_TASK
    source_kind = "registration"
    source_id = factory.Sequence(lambda n: n)


def municipality(name: str = "Gemeente Doetinchem", **fields: Any) -> Organisation:
    return OrganisationFactory(name=name, kind=PartnerKind.MUNICIPALITY, handles_registrations=True, **fields)


def uwv() -> Organisation:
    return OrganisationFactory(name="UWV", kind=PartnerKind.UWV, handles_registrations=True, decides_on_benefit=True)


def fnv() -> Organisation:
    return OrganisationFactory(name="FNV", kind=PartnerKind.UNION)


def debt_help() -> Organisation:
    return OrganisationFactory(name="Stadsbank", kind=PartnerKind.DEBT_HELP)


def _person(name: str, organisation: Organisation, role: Role, region: LabourRegion | None = None, **user: Any) -> User:
    email = f"{name.split(maxsplit=1)[0].lower()}@voorbeeld.nl"
    person = UserFactory(name=name, email=email, **user)
    region = region or RegionFactory()
    if not person.memberships.filter(organisation=organisation, role=role, region=region).exists():
        MembershipFactory(user=person, organisation=organisation, role=role, region=region)
    return person


def fatima(**user: Any) -> User:
    """Coach of the municipality."""
    return _person("Fatima de Groot", municipality(), Role.COACH, **user)


def ingrid(**user: Any) -> User:
    """Intake worker of the municipality."""
    return _person("Ingrid Bos", municipality(), Role.INTAKE_WORKER, **user)


def jan(**user: Any) -> User:
    """Coach (adviser) of UWV."""
    return _person("Jan Wolters", uwv(), Role.COACH, **user)


def karin(**user: Any) -> User:
    """Coach of the union FNV, which sees nobody without consent or referral."""
    return _person("Karin Smit", fnv(), Role.COACH, **user)


def anouk(**user: Any) -> User:
    """Debt worker."""
    return _person("Anouk Jansen", debt_help(), Role.DEBT_WORKER, **user)


def mehmet(**user: Any) -> User:
    """Coordinator of the region."""
    return _person("Mehmet Yilmaz", municipality(), Role.COORDINATOR, **user)


def els(**user: Any) -> User:
    """Regional manager."""
    return _person("Els van Dam", municipality(), Role.REGIONAL_MANAGER, **user)


def pieter(**user: Any) -> User:
    """Privacy officer."""
    return _person("Pieter Kok", municipality(), Role.PRIVACY_OFFICER, **user)


def bram(**user: Any) -> User:
    """Administrator of the municipality."""
    return _person("Bram Visser", municipality(), Role.ADMINISTRATOR, **user)


def sofie(**user: Any) -> User:
    """Coach of a municipality in another region."""
    elsewhere = RegionFactory(code="AM07")
    return _person("Sofie Mulder", municipality("Gemeente Arnhem", regions=[elsewhere]), Role.COACH, elsewhere, **user)


CAST = (fatima, ingrid, jan, karin, anouk, mehmet, els, pieter, bram, sofie)
