"""Who is at work in tests of pages."""

import pytest
from django.test import Client

from partners.models import User


@pytest.fixture
def coach(client: Client) -> User:
    """Fatima, a coach of the municipality, who signed in with both factors in the browser of the test."""
    from tests.partners.factories import fatima
    from tests.workplace.signing_in import sign_in

    return sign_in(client, fatima())
