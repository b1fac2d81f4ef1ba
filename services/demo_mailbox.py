"""One organisation of the demo works by mailbox: its mail, with the link and the code, lands in the mail folder."""

from intake.models import Case
from partners.models import LegalBasis, Membership, Organisation, Role
from partners.reach import forget
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import LabourRegion
from services.mailboxes import addresses
from services.models import Mailbox, Service, ServiceKind
from services.referrals import sending

NAME = "Buurtteam De Brug"
ADDRESS = "buurtteam@demo.example"


def seed(region: LabourRegion, case: Case, sender: Actor) -> int:
    """Give the neighbourhood team a proven mailbox, an offer and a referral that waits; returns how many were made."""
    team = Organisation.objects.filter(name=NAME, regions=region, is_active=True).first()
    coordinator = Membership.objects.active().filter(region=region, role=Role.COORDINATOR).order_by("pk").first()
    if team is None or coordinator is None:
        return 0
    forget(coordinator.user)
    actor = Actor(coordinator.user, coordinator.organisation_id)
    if not Mailbox.objects.proven().filter(organisation=team, region=region).exists():
        made = addresses.set_address(actor, addresses.Place(team, region), ADDRESS, for_debt_help=False)
        addresses.confirm(addresses.token_of(made))
    service, _made = Service.objects.get_or_create(
        region=region,
        code="buurtteam",
        defaults={
            "name": "Hulp dicht bij huis", "kind": ServiceKind.CAREER_ADVICE, "provider": team, "waiting_weeks": 1,
            "summary": "Iemand uit je buurt denkt mee over werk en thuis.", "capacity": 4,
            "checked_on": clock.today(), "checked_by": coordinator.user,
        },
    )  # fmt: skip
    wanted = sending.Request(team, service, why="Wil eerst rust thuis, dan een stap naar werk.")
    referral = sending.draft(sender, case, wanted)
    sending.send(sender, referral, LegalBasis.CONSENT, "We keken samen naar dit scherm")
    return 1
