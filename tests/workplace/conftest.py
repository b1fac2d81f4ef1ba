"""Whose dossier it is in tests of the workplace."""

import pytest

from intake.models import Case
from partners.models import User
from tests.workplace.factories import guided_by


@pytest.fixture
def case(coach: User) -> Case:
    """Samira, whom the coach at work guides."""
    return guided_by(coach, client__first_name="Samira", client__last_name="Bakker")
