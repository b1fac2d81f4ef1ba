"""On what ground data may go to a partner: consent always, a statutory task only where there is one.

A union, a school, SBB or a provider has no statutory task for the person (docs/privacy/joint-controllers.md): they get
data on consent, unless the region and the partner agreed on the task in writing (:class:`~partners.models.Agreement`).
"""

from partners.models import Agreement, LegalBasis, Organisation, PartnerKind

WITH_A_TASK = frozenset(
    {
        PartnerKind.UWV, PartnerKind.MUNICIPALITY, PartnerKind.DEBT_HELP, PartnerKind.EMPLOYER_DESK,
        PartnerKind.LEARN_WORK_DESK,
    }
)  # fmt: skip
"""Public bodies, and the desks they run together."""


def has_a_task(receiver: Organisation, region_id: int) -> bool:
    """Say whether a partner may get data for a statutory task in a region."""
    if receiver.kind in WITH_A_TASK:
        return True
    agreed = Agreement.objects.current().filter(organisation=receiver, region=region_id)
    return agreed.filter(legal_basis=LegalBasis.PUBLIC_TASK).exists()


def holds(basis: str, receiver: Organisation, region_id: int) -> bool:
    """Say whether data may go to this partner on this ground."""
    return basis in LegalBasis.values and (basis != LegalBasis.PUBLIC_TASK or has_a_task(receiver, region_id))
