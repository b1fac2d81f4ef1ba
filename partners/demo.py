"""The fictional organisations and people of the demo region, with log-ins everybody may know.

Only for a machine nobody else can reach: :func:`seed` refuses otherwise. Safe to run again: what is there stays.
"""

import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from partners import organisations
from partners.models import Membership, Organisation, PartnerKind, Role, User
from rmt_portal.reference.models import LabourRegion

REGION = "AM09"
PASSWORD = "samen naar werk 2026"  # noqa: S105 - known to all on purpose
TOTP_SECONDS = 30
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})


class NotADemo(Exception):
    """This installation is no demo, or others can reach it."""


@dataclass(frozen=True)
class LogIn:
    """What somebody needs to come in as a person of the demo; ``code`` holds for at most half a minute."""

    who: str
    email: str
    password: str
    code: str
    secret: str


_K, _R = PartnerKind, Role
ORGANISATIONS: tuple[tuple[str, PartnerKind, bool], ...] = (
    ("Gemeente Doetinchem", _K.MUNICIPALITY, True),
    ("UWV Achterhoek", _K.UWV, True),
    ("FNV", _K.UNION, False),
    ("CNV", _K.UNION, False),
    ("SBB", _K.SBB, False),
    ("Graafschap College", _K.SCHOOL, False),
    ("VNO-NCW Achterhoek", _K.EMPLOYERS, False),
    ("Werkgeversservicepunt Achterhoek", _K.EMPLOYER_DESK, False),
    ("Leerwerkloket Achterhoek", _K.LEARN_WORK_DESK, False),
    ("Stadsbank Oost Nederland", _K.DEBT_HELP, False),
    ("Vakschool De Smidse", _K.PROVIDER, False),
    ("Buurtteam De Brug", _K.PROVIDER, False),
)
"""Name, kind, and whether it takes up registrations as a public task."""

PEOPLE: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("Fatima de Groot", "Gemeente Doetinchem", (_R.COACH,)),
    ("Daan Wissink", "Gemeente Doetinchem", (_R.COACH,)),
    ("Ingrid Bos", "Gemeente Doetinchem", (_R.INTAKE_WORKER,)),
    ("Mehmet Yilmaz", "Gemeente Doetinchem", (_R.COORDINATOR,)),
    ("Els van Dam", "Gemeente Doetinchem", (_R.REGIONAL_MANAGER,)),
    ("Pieter Kok", "Gemeente Doetinchem", (_R.PRIVACY_OFFICER,)),
    ("Bram Visser", "Gemeente Doetinchem", (_R.ADMINISTRATOR,)),
    ("Hanneke Ros", "Gemeente Doetinchem", (_R.BUDGET_HOLDER,)),
    ("Jan Wolters", "UWV Achterhoek", (_R.COACH, _R.REFERRER)),
    ("Karin Smit", "FNV", (_R.COACH, _R.RECEIVER)),
    ("Joke Hendriks", "CNV", (_R.COACH, _R.RECEIVER)),
    ("Rik Tuinstra", "SBB", (_R.SBB_ADVISER,)),
    ("Marieke Lubbers", "Graafschap College", (_R.SCHOOL_MENTOR,)),
    ("Henk Roelofs", "VNO-NCW Achterhoek", (_R.RECEIVER,)),
    ("Samira Haddad", "Werkgeversservicepunt Achterhoek", (_R.RECEIVER,)),
    ("Lotte Prins", "Leerwerkloket Achterhoek", (_R.RECEIVER,)),
    ("Anouk Jansen", "Stadsbank Oost Nederland", (_R.DEBT_WORKER,)),
    ("Willem Kets", "Vakschool De Smidse", (_R.RECEIVER,)),
)


@transaction.atomic
def seed() -> int:
    """Make what is missing of the demo's organisations and people; returns how many people were new.

    Raises:
        NotADemo: RMT_DEMO is not set, or the site answers to other hosts than this machine.
        LabourRegion.DoesNotExist: the reference data was not loaded.
    """
    refuse_elsewhere()
    region = LabourRegion.objects.get(code=REGION)
    for name, kind, handles in ORGANISATIONS:
        organisation = Organisation.objects.filter(name=name).first() or organisations.found(
            Organisation(
                name=name,
                kind=kind,
                handles_registrations=handles,
                decides_on_benefit=kind in (_K.UWV, _K.MUNICIPALITY),
            )
        )
        organisation.regions.add(region)
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    return sum(_person(name, password, organisation, roles, region) for name, organisation, roles in PEOPLE)


def log_ins() -> list[LogIn]:
    """Return the log-ins of the demo's people with the code of this moment.

    Raises:
        NotADemo: as :func:`seed`.
    """
    refuse_elsewhere()
    counter, shown = int(time.time()) // TOTP_SECONDS, []
    for name, organisation, roles in PEOPLE:
        app = Authenticator.objects.filter(user__email=_email(name), type=Authenticator.Type.TOTP).first()
        if app is not None:
            secret = decrypt(app.data["secret"])
            who = f"{name}, {', '.join(str(role.label) for role in roles)}, {organisation}"
            shown.append(LogIn(who, _email(name), PASSWORD, format_hotp_value(hotp_value(secret, counter)), secret))
    return shown


def _person(name: str, password: str, organisation: str, roles: tuple[Role, ...], region: LabourRegion) -> bool:
    user = User.objects.filter(email=_email(name)).first()
    is_new = user is None
    if user is None:
        user = User.objects.create(email=_email(name), password=password, name=name, is_staff=True)
    for role in roles:
        Membership.objects.get_or_create(
            user=user, organisation=Organisation.objects.get(name=organisation), region=region, role=role
        )
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())
    return is_new


def _email(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@demo.example"


def refuse_elsewhere() -> None:
    """Refuse what a demo does on an installation that others can reach.

    Raises:
        NotADemo: RMT_DEMO is not set, or the site answers to other hosts than this machine.
    """
    if not settings.DEMO or settings.PRODUCTION:
        raise NotADemo("zet RMT_DEMO=1, en nooit op een echte installatie")
    if others := set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS:
        raise NotADemo(f"de demo heeft bekende wachtwoorden en mag niet op {', '.join(sorted(others))} staan")
