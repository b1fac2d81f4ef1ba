"""What of a person is open to who asked for the case: by the layer, and by each category the person chose to share.

The one place where a category becomes something that is shown. A consent stands at the lowest layer, so a page that
does not ask here shows nothing of it; a page or tab of a plan that comes later asks for ``DataCategory.PLAN``.
"""

from intake.models import Case, DataCategory
from partners.models import Layer

OPEN_AT: dict[str, Layer] = {
    DataCategory.CONTACT.value: Layer.WORK,
    DataCategory.WORK_PROFILE.value: Layer.WORK,
    DataCategory.PLAN.value: Layer.WORK,
    DataCategory.MONEY_FLAG.value: Layer.SENSITIVE,
    DataCategory.LIMITATIONS.value: Layer.SENSITIVE,
}
"""From which layer a category is open without a consent."""

SENSITIVE = frozenset(category for category, layer in OPEN_AT.items() if layer == Layer.SENSITIVE)


def by_consent(case: Case) -> frozenset[str]:
    """Return the categories the person shares with who asked; of a case from ``dossiers_of``, otherwise none."""
    return frozenset(getattr(case, "shared", None) or ())


def categories(case: Case, layer: int) -> frozenset[str]:
    """Return what is open at a layer together with what the person shares."""
    return frozenset(category for category, least in OPEN_AT.items() if layer >= least) | by_consent(case)


def opens(case: Case, category: DataCategory) -> bool:
    """Say whether this category of this case is open to who asked for it; closed when nobody worked it out."""
    return category.value in categories(case, int(getattr(case, "layer", Layer.REFERENCE)))


def in_words(chosen: frozenset[str] | list[str]) -> str:
    """Return categories as a reader reads them, in the order in which the person was asked."""
    return ", ".join(str(category.label) for category in DataCategory if category.value in chosen)
