"""People come in with the account of their work; a real OpenID Connect server on this machine says who they are."""

import http.client
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import IntegrityError, connection, transaction
from zeal import zeal_ignore

from partners import invitations
from partners.models import Membership, Role, SignOn, SignOnDomain, User
from partners.sign_on import outward
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor
from tests.partners import factories, oidc_server
from tests.partners.factories import PASSWORD, code_now
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db
LOGIN, PLACE = "/account/login/", "/account/password/change/"
SUBJECT = {"sub": "subject-of-fatima", "email": "Fatima@Voorbeeld.nl", "email_verified": True}


@pytest.fixture(scope="module")
def oidc_running():
    with oidc_server.running() as server:
        yield server


@pytest.fixture
def server(oidc_running, monkeypatch):
    """The server, as good as new, and the secret that the machine of the portal knows."""
    issuer = oidc_running.issuer
    oidc_running.__init__()
    oidc_running.issuer = issuer
    oidc_running.person = dict(SUBJECT)
    monkeypatch.setenv("RMT_SIGN_ON_DOETINCHEM", oidc_server.SECRET)
    return oidc_running


@pytest.fixture
def sign_on(server):
    return of(factories.municipality(), server)


def of(organisation, server, slug="doetinchem", domains=("voorbeeld.nl",), **fields):
    made = SignOn.objects.create(
        organisation=organisation,
        slug=slug,
        issuer=server.issuer,
        portal_id=oidc_server.CLIENT_ID,
        secret_name="RMT_SIGN_ON_DOETINCHEM",
        **fields,
    )
    SignOnDomain.objects.bulk_create(SignOnDomain(sign_on=made, domain=domain) for domain in domains)
    return made


def at_the_server(address):
    """Do what a browser does at the server of the organisation; returns where it sends the browser."""
    parts = urlsplit(address)
    conversation = http.client.HTTPConnection(parts.netloc, timeout=5)
    conversation.request("GET", f"{parts.path}?{parts.query}")
    return conversation.getresponse().headers["Location"]


def goes_through(client, slug="doetinchem", change=lambda back: back, follow=""):
    """Press the button, sign in at the own server, and come back."""
    away = client.get(f"/account/werk/{slug}/begin/{follow}")
    if away.status_code != 302:
        return away
    back = urlsplit(change(at_the_server(away.url)))
    with zeal_ignore():  # the library reads the session more than once
        return client.get(f"{back.path}?{back.query}")


def is_in(client):
    return client.get(PLACE).status_code == 200


def why():
    return AuditLine.objects.filter(action="sign_in", result="refused").latest("pk").reasons[-1]


def test_fatima_signs_in_with_the_account_of_her_work_and_then_shows_our_second_step(client, sign_on, server):
    fatima = factories.fatima()
    page = client.get(LOGIN)
    assert "E-mailadres van je werk" in page.text
    assert 'type="password"' not in page.text
    page = client.post(LOGIN, {"login": "fatima@voorbeeld.nl", "next": "/admin/kandidaten/"})
    assert "Ga naar Gemeente Doetinchem" in page.text
    away = client.get("/account/werk/doetinchem/begin/?next=/admin/kandidaten/")
    sent = parse_qs(urlsplit(away.url).query)
    assert away.url.startswith(f"{server.issuer}/authorize?")
    assert sent["code_challenge_method"] == ["S256"] and len(sent["nonce"][0]) >= 32 and "login_hint" not in sent
    back = urlsplit(at_the_server(away.url))
    answer = client.get(f"{back.path}?{back.query}")
    assert answer.url.startswith("/account/2fa/authenticate/")
    assert not is_in(client)
    answer = client.post("/account/2fa/authenticate/", {"code": code_now()})
    assert answer.url == "/admin/kandidaten/"
    assert is_in(client)
    bound = SocialAccount.objects.get(user=fatima)
    assert (bound.uid, bound.extra_data) == ("subject-of-fatima", {})
    assert AuditLine.objects.filter(action="sign_in", result="ok", actor_id=fatima.pk).count() == 1


def test_the_same_answer_comes_back_only_once(client, sign_on):
    factories.fatima()
    kept = []
    goes_through(client, change=lambda back: kept.append(back) or back)
    client.post("/account/2fa/authenticate/", {"code": code_now()})
    again = urlsplit(kept[0])
    client.post("/account/logout/")
    answer = client.get(f"{again.path}?{again.query}")
    assert answer.status_code == 400 and not is_in(client)
    assert "niet afgemaakt" in answer.text


def test_somebody_without_a_second_step_can_only_set_one_up(client, sign_on):
    factories.fatima(second_factor=False)
    goes_through(client)
    assert client.get("/admin/").url == "/account/2fa/totp/activate/"


PROOFS = [
    ({"enforces_second_factor": True}, {"amr": ["pwd", "mfa"]}, True),
    ({"enforces_second_factor": True}, {"amr": ["pwd"]}, False),
    ({"enforces_second_factor": True}, {"amr": "mfa"}, False),
    ({"enforces_second_factor": True}, {}, False),
    ({"enforces_second_factor": True, "accepted_acr": ["hoog"]}, {"acr": "hoog"}, True),
    ({"enforces_second_factor": True, "accepted_acr": ["hoog"]}, {"acr": "laag"}, False),
    ({"enforces_second_factor": False}, {"amr": ["mfa"], "acr": "hoog"}, False),
]


@pytest.mark.parametrize(("settings_", "proof", "enough"), PROOFS)
def test_the_servers_second_step_counts_when_it_must_and_is_proven(client, server, settings_, proof, enough):
    factories.fatima(second_factor=False)
    of(factories.municipality(), server, **settings_)
    server.token = proof
    goes_through(client)
    assert (client.get("/admin/").status_code == 200) == enough
    if not enough:
        assert client.get("/admin/").url == "/account/2fa/totp/activate/"


def test_who_also_works_elsewhere_still_shows_our_own_second_step(client, server):
    fatima = factories.fatima()
    factories.MembershipFactory(user=fatima, organisation=factories.fnv(), role=Role.RECEIVER)
    of(factories.municipality(), server, enforces_second_factor=True)
    server.token = {"amr": ["mfa"]}
    assert goes_through(client).url.startswith("/account/2fa/authenticate/")


LIES = {
    "wrong_nonce": lambda s: s.token.update(nonce="of another sign-in"),
    "wrong_audience": lambda s: s.token.update(aud="another portal"),
    "token_expired": lambda s: s.token.update(exp=int(time.time()) - 120),
    "wrong_issuer": lambda s: s.token.update(iss="https://evil.example"),
    "wrong_signature": lambda s: setattr(s, "signing_key", oidc_server.OTHER_KEY),
    "wrong_algorithm": lambda s: setattr(s, "algorithm", "HS256"),
    "token_incomplete": lambda s: s.gone.add("nonce"),
    "address_not_verified": lambda s: s.person.update(email_verified=False),
    "address_of_other_domain": lambda s: s.person.update(email="fatima@elders.nl"),
    "unknown_person": lambda s: s.person.update(email="niemand@voorbeeld.nl"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_word_that_does_not_hold_opens_nothing(client, sign_on, server, lie):
    factories.fatima()
    LIES[lie](server)
    answer = goes_through(client)
    assert answer.status_code == 403
    assert "kom je hier niet binnen" in answer.text
    assert not is_in(client) and why() == lie
    assert not SocialAccount.objects.exists()


def test_two_audiences_need_an_azp_of_ours(client, sign_on, server):
    factories.fatima()
    server.token = {"aud": [oidc_server.CLIENT_ID, "another"], "azp": "another"}
    assert goes_through(client).status_code == 403 and why() == "wrong_audience"


def test_an_address_without_a_word_about_it_counts_only_where_that_was_decided(client, sign_on, server):
    factories.fatima()
    server.gone = {"email_verified"}
    assert goes_through(client).status_code == 403 and why() == "address_not_verified"
    SignOn.objects.update(vouches_for_addresses=True)
    assert goes_through(client).status_code == 302
    server.gone, server.person = set(), dict(SUBJECT, email_verified=False)
    assert goes_through(client).status_code == 403, "a no stays a no"


def test_the_address_may_come_from_userinfo_about_the_same_subject(client, sign_on, server):
    factories.fatima()
    server.gone, server.userinfo = {"email", "email_verified"}, dict(SUBJECT, sub="somebody else")
    assert goes_through(client).status_code == 502
    server.userinfo = dict(SUBJECT)
    assert goes_through(client).status_code == 302


def test_who_left_is_out_and_so_is_who_only_works_elsewhere(client, sign_on, server):
    fatima = factories.fatima()
    assert goes_through(client).status_code == 302
    client.post("/account/logout/")
    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(user=fatima).update(active_from=yesterday, active_until=yesterday)
    assert goes_through(client).status_code == 403 and why() == "not_a_member"
    factories.karin()  # of the union, with an address of the same domain
    server.person = {"sub": "karin", "email": "karin@voorbeeld.nl", "email_verified": True}
    assert goes_through(client).status_code == 403 and why() == "not_a_member"


def test_an_address_given_to_somebody_else_does_not_open_the_old_account(client, sign_on, server):
    factories.fatima()
    assert goes_through(client).status_code == 302
    client.post("/account/logout/")
    server.person = dict(SUBJECT, sub="a new colleague with the old address")
    assert goes_through(client).status_code == 403 and why() == "other_subject"
    factories.ingrid()
    server.person = dict(SUBJECT, email="ingrid@voorbeeld.nl")
    assert goes_through(client).status_code == 403 and why() == "address_of_another"


def test_no_server_of_an_organisation_opens_the_technical_administrator(client, sign_on, server):
    tess = factories.UserFactory(name="Tess", email="tess@voorbeeld.nl", is_superuser=True)
    factories.MembershipFactory(user=tess, organisation=factories.municipality())
    server.person = {"sub": "tess", "email": "tess@voorbeeld.nl", "email_verified": True}
    assert goes_through(client).status_code == 403 and why() == "technical_administrator"


def test_a_right_password_or_passkey_does_not_go_round_the_own_server(client, sign_on):
    factories.fatima(password=PASSWORD)
    answer = client.post(LOGIN, {"login": "fatima@voorbeeld.nl", "password": PASSWORD})
    assert answer.url == "/account/werk/doetinchem/" and why() == "must_use_sign_on"
    assert client.get(answer.url).status_code == 200
    SignOn.objects.update(is_required=False)
    answer = client.post(LOGIN, {"login": "fatima@voorbeeld.nl", "password": PASSWORD})
    assert answer.url.startswith("/account/2fa/authenticate/")


def test_the_technical_administrator_keeps_a_password_for_when_the_server_is_broken(client, sign_on):
    factories.UserFactory(name="Tess", email="tess@voorbeeld.nl", is_superuser=True, password=PASSWORD)
    answer = client.post(LOGIN, {"login": "tess@voorbeeld.nl", "password": PASSWORD})
    assert answer.url.startswith("/account/2fa/authenticate/")


def test_the_address_tells_only_its_domain_never_who_is_known(client, sign_on, django_assert_max_num_queries):
    factories.fatima()
    answers = []
    for address in ("fatima@voorbeeld.nl", "niemand@voorbeeld.nl", "FATIMA@VOORBEELD.NL"):
        with django_assert_max_num_queries(16) as asked:
            page = client.post(LOGIN, {"login": address}).text
        tables = [query["sql"] for query in asked if "partners_user" in query["sql"]]
        assert not tables, "no account is looked for, so nothing can take longer"
        answers.append((page.partition("<main")[2], len(asked)))
    assert answers[0] == answers[1] == answers[2]
    other = client.post(LOGIN, {"login": "karin@elders.nl"}).text
    assert 'type="password"' in other and "karin@elders.nl" in other
    assert "Vul een e-mailadres in zoals" in client.post(LOGIN, {"login": "geen adres"}).text


BROKEN = ["discovery", "discovery html", "discovery away", "discovery endless", "token", "token html", "keys"]


@pytest.mark.parametrize("part", BROKEN)
def test_a_broken_server_is_a_kind_page_and_never_an_error_of_ours(client, sign_on, server, part):
    factories.fatima()
    server.broken = part
    answer = goes_through(client)
    assert answer.status_code == 502
    assert "werkt nu niet goed" in answer.text and "Dat ligt niet aan jou" in answer.text
    assert not is_in(client)


def test_a_server_that_says_it_is_another_or_points_inside_is_not_followed(client, sign_on, server):
    factories.fatima()
    server.discovery = {"issuer": "https://evil.example"}
    assert goes_through(client).status_code == 502 and why() == "server_has_other_name"
    for inside in ("http://10.0.0.1/token", "https://169.254.169.254/", "https://[::1]/", "file:///etc/passwd", 7):
        server.discovery = {"token_endpoint": inside}
        assert goes_through(client).status_code == 502 and why() == "server_address_not_allowed"
    SignOn.objects.update(issuer="http://127.0.0.1:9")
    assert goes_through(client).status_code == 502 and why() == "server_does_not_answer"


def test_cancelled_unknown_and_switched_off(client, sign_on):
    answer = goes_through(client, change=lambda back: back.replace("code=", "error=access_denied&x="))
    assert answer.status_code == 200 and "niet afgemaakt" in answer.text
    assert client.get("/account/werk/doetinchem/terug/?state=guessed&code=x").status_code == 400
    assert client.get("/account/werk/arnhem/begin/").status_code == 404
    SignOn.objects.update(is_active=False)
    assert client.get("/account/werk/doetinchem/begin/").status_code == 404
    assert 'type="password"' in client.get(LOGIN).text


def test_nobody_is_led_outside_afterwards(client, sign_on):
    factories.fatima()
    goes_through(client, follow="?next=https://evil.example/")
    assert client.post("/account/2fa/authenticate/", {"code": code_now()}).url == "/start/"


def test_trying_runs_out(client, sign_on):
    with time_machine.travel(clock.now(), tick=False):  # a try comes back every ten seconds
        codes = [client.get("/account/werk/doetinchem/begin/").status_code for _ in range(32)]
    assert codes[:30] == [302] * 30 and codes[-1] == 429


def test_an_invited_colleague_gets_an_account_without_a_password(client, sign_on, server):
    bram = factories.bram()
    town = factories.municipality()
    invitations.invite("nieuw@voorbeeld.nl", town, factories.RegionFactory().pk, [Role.COACH], Actor(bram, town.pk))
    all_work()
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/account/uitnodiging/" in line).strip()
    page = client.get(urlsplit(link).path)
    assert "op de pagina van Gemeente Doetinchem zelf" in page.text and 'type="password"' not in page.text
    answer = client.post(urlsplit(link).path, {"name": "Noor Nieuw"})
    assert answer.url == "/account/werk/doetinchem/"
    noor = User.objects.get(email="nieuw@voorbeeld.nl")
    assert not noor.has_usable_password() and not is_in(client)
    server.person = {"sub": "noor", "email": "nieuw@voorbeeld.nl", "email_verified": True}
    goes_through(client)
    assert client.get("/admin/").url == "/account/2fa/totp/activate/"
    assert not Authenticator.objects.filter(user=noor).exists()


def test_a_domain_has_one_sign_on_and_a_secret_is_never_one_of_ours(sign_on, server):
    for wrong in (
        lambda: of(factories.fnv(), server, slug="fnv"),
        lambda: SignOn.objects.update(secret_name="SECRET_KEY"),
        lambda: SignOnDomain.objects.create(sign_on=sign_on, domain="Geen Domein"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM socialaccount_socialapp")
        assert cursor.fetchone() == (0,), "the library's own table, with secrets as plain text, stays empty"


INSIDE = [
    "https://127.0.0.1/", "https://localhost/", "https://10.1.2.3/", "https://192.168.0.1/", "https://172.16.0.1/",
    "https://169.254.169.254/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fd00::1]/", "https://0.0.0.0/",
    "https://100.64.0.1/", "https://2130706433/", "https://0x7f000001/", "https://017700000001/", "http://www.uwv.nl/",
    "https://user:pw@www.uwv.nl/", "https://redis/", "https://db.internal/", "ftp://www.uwv.nl/", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_the_portal_asks_nothing_inside_its_own_network(settings, monkeypatch, url):
    settings.SIGN_ON_MAY_BE_LOCAL = False
    connected = []
    monkeypatch.setattr(outward, "create_connection", lambda *args, **more: connected.append(args))
    with pytest.raises(requests.RequestException), outward.OutwardSession() as session:
        session.get(url)
    assert not connected


def test_a_name_that_leads_inside_is_not_asked_and_the_checked_address_is_the_one_used(settings, monkeypatch):
    settings.SIGN_ON_MAY_BE_LOCAL = False
    connected = []

    def connect(address, *args, **more):
        connected.append(address)
        raise OSError("enough seen")

    monkeypatch.setattr(outward, "create_connection", connect)
    for answers, allowed in ((["10.0.0.1"], False), (["93.184.215.14", "10.0.0.1"], False), (["93.184.215.14"], True)):
        found = [(2, 1, 6, "", (address, 443)) for address in answers]
        monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *args, found=found, **more: found)
        connected.clear()
        with pytest.raises(requests.RequestException), outward.OutwardSession() as session:
            session.get("https://inloggen.voorbeeld.nl/")
        assert connected == ([("93.184.215.14", 443)] if allowed else [])
