"""The administrator of the system tries the connection with an organisation's server and reads what is wrong."""

import pytest

from partners.models import SignOn
from rmt_portal.audit.models import AuditLine
from tests.partners import factories, oidc_server
from tests.partners.test_sign_on import of
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
SECRET = "RMT_SIGN_ON_DOETINCHEM"


@pytest.fixture
def server(monkeypatch):
    with oidc_server.running() as running:
        monkeypatch.setenv(SECRET, oidc_server.SECRET)
        yield running


def tries(client, sign_on, **changed):
    """Press the button; return the page that follows."""
    typed = {
        "organisation": sign_on.organisation_id, "slug": sign_on.slug, "issuer": sign_on.issuer,
        "portal_id": sign_on.portal_id, "secret_name": sign_on.secret_name, "accepted_amr": "mfa",
        "domains_text": "voorbeeld.nl", "is_active": "on", "_try": "1",
    }  # fmt: skip
    answer = client.post(f"/admin/partners/signon/{sign_on.pk}/change/", typed | changed, follow=True)
    assert answer.status_code == 200 and oidc_server.SECRET not in answer.text
    return answer.text


def test_a_connection_that_works_says_so_step_by_step(client, server):
    sign_in(client, factories.UserFactory(name="Tess", is_superuser=True))
    sign_on = of(factories.municipality(), server)
    page = client.get(f"/admin/partners/signon/{sign_on.pk}/change/").text
    assert "Bewaar en test de verbinding" in page
    page = tries(client, sign_on)
    for step in ("Het geheim is er: ja.", "De server zegt wie hij is: ja.", "De server kent het portaal: ja."):
        assert step in page
    line = AuditLine.objects.get(action="sign_on.try")
    assert (line.result, line.object_ids) == ("ok", [sign_on.pk])


def wrong_secret(server, monkeypatch):
    monkeypatch.setenv(SECRET, "een ander geheim")


def no_secret(server, monkeypatch):
    monkeypatch.delenv(SECRET)


def another_name(server, monkeypatch):
    server.discovery = {"issuer": "https://evil.example"}


def points_inside(server, monkeypatch):
    server.discovery = {"token_endpoint": "https://169.254.169.254/"}


def sends_away(server, monkeypatch):
    server.broken = "discovery away"


def broken_token(server, monkeypatch):
    server.broken = "token html"


WRONG = [
    (wrong_secret, "het geheim klopt niet", "not_our_secret"),
    (no_secret, "is er niet of is leeg", "no_secret"),
    (another_name, "noemt zich anders", "server_has_other_name"),
    (points_inside, "binnen ons eigen netwerk", "server_address_not_allowed"),
    (sends_away, "antwoordt niet", "server_does_not_answer"),
    (broken_token, "antwoordt niet", "server_does_not_answer"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[0].__name__)
def test_what_is_wrong_is_said_in_words_with_what_to_do(client, server, monkeypatch, wrong):
    breaks, words, code = wrong
    sign_in(client, factories.UserFactory(name="Tess", is_superuser=True))
    sign_on = of(factories.municipality(), server)
    breaks(server, monkeypatch)
    assert words in tries(client, sign_on)
    assert AuditLine.objects.get(action="sign_on.try").reasons == [code]
    assert "token" not in server.asked or code in ("not_our_secret", "server_does_not_answer")


def test_a_server_without_a_key_to_sign_with_is_noticed(client, server, monkeypatch):
    sign_in(client, factories.UserFactory(name="Tess", is_superuser=True))
    sign_on = of(factories.municipality(), server)
    server.discovery = {"jwks_uri": f"{server.issuer}/.well-known/openid-configuration"}
    assert "geen sleutel" in tries(client, sign_on)


def test_an_administrator_of_an_organisation_tries_nothing(client, server):
    sign_in(client, factories.bram())
    sign_on = of(factories.municipality(), server)
    answer = client.post(f"/admin/partners/signon/{sign_on.pk}/change/", {"_try": "1"})
    assert answer.status_code == 403 and not server.asked
    assert SignOn.objects.get().issuer == server.issuer
