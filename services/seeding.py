"""What a region starts with: which data each kind of help asks for, and how fast an answer must come."""

from services.models import DataContract, DeadlineRule, DisclosureStep, ServiceKind
from services.referrals.lifecycle import Urgency

DECIDE, HELP = DisclosureStep.DECIDE, DisclosureStep.HELP
CONTACT = ["name", "phone", "email", "contact_way"]

CONTRACTS: dict[ServiceKind, dict[DisclosureStep, list[str]]] = {
    # A debt worker calls the resident: who and which number, at once, and nothing else about this person.
    ServiceKind.DEBT_HELP: {DECIDE: ["name", "phone", "contact_way"], HELP: ["name", "phone", "email", "contact_way"]},
    # A trainer judges whether a course fits by work and region; whom to call comes after the place is there.
    ServiceKind.TRAINING: {DECIDE: ["municipality", "situation", "last_work", "language"], HELP: CONTACT},
    ServiceKind.LANGUAGE: {DECIDE: ["municipality", "situation", "language"], HELP: CONTACT},
    ServiceKind.PRACTICE_LEARNING: {
        DECIDE: ["municipality", "age_band", "last_work", "attained", "language"],
        HELP: [*CONTACT, "birth_date"],
    },
    ServiceKind.TRIAL_PLACEMENT: {DECIDE: ["municipality", "situation", "last_work", "language"], HELP: CONTACT},
    ServiceKind.ENTREPRENEUR: {DECIDE: ["municipality", "situation", "last_work", "language"], HELP: CONTACT},
}

DEADLINES: tuple[tuple[str, Urgency, int, int, int | None], ...] = (
    ("", Urgency.NORMAL, 2, 5, 10),
    ("", Urgency.URGENT, 1, 2, 3),
    (ServiceKind.DEBT_HELP, Urgency.NORMAL, 2, 5, None),
    (ServiceKind.DEBT_HELP, Urgency.THREAT, 1, 1, None),
)


def seed_contracts() -> int:
    """Store what is missing, for every region; rules somebody changed stay. Returns how many were new."""
    new = 0
    for kind, steps in CONTRACTS.items():
        for step, fields in steps.items():
            _row, made = DataContract.objects.get_or_create(
                service_kind=kind, region=None, step=step, defaults={"fields": fields}
            )
            new += made
    for kind_of_help, urgency, remind, escalate, expire in DEADLINES:
        _rule, made = DeadlineRule.objects.get_or_create(
            region=None,
            service_kind=kind_of_help,
            urgency=urgency,
            defaults={"remind_after": remind, "escalate_after": escalate, "expire_after": expire},
        )
        new += made
    return new
