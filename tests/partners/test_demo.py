"""The people of the demo: everybody can come in, and only on a demo."""

import pytest
from django.core.management import CommandError, call_command

from partners import demo
from partners.models import Membership, Organisation, Role, User
from tests.partners.factories import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_demo(settings):
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["localhost", "testserver"]
    RegionFactory(code=demo.REGION)


def test_everybody_of_the_demo_can_come_in(a_demo, client, capsys):
    call_command("seed_demo_people")
    assert {membership.role for membership in Membership.objects.all()} >= set(Role.values) - {"budget_holder"}
    [fatima] = [log_in for log_in in demo.log_ins() if log_in.email == "fatima@demo.example"]
    client.post("/account/login/", {"login": fatima.email, "password": fatima.password})
    client.post("/account/2fa/authenticate/", {"code": fatima.code})
    assert client.get("/account/password/change/").status_code == 200
    call_command("demo_logins")
    assert "Fatima de Groot, coach, Gemeente Doetinchem" in capsys.readouterr().out


def test_seeding_again_changes_nothing(a_demo):
    assert demo.seed() == len(demo.PEOPLE)
    before = [log_in.secret for log_in in demo.log_ins()]
    assert demo.seed() == 0
    assert [log_in.secret for log_in in demo.log_ins()] == before
    assert User.objects.count() == len(demo.PEOPLE)
    assert Organisation.objects.filter(handles_registrations=True).count() == 2


@pytest.mark.parametrize(
    "change", [{"DEMO": False}, {"PRODUCTION": True}, {"ALLOWED_HOSTS": ["localhost", "rmt-achterhoek.nl"]}]
)
@pytest.mark.parametrize("command", ["seed_demo_people", "demo_logins"])
def test_a_real_installation_refuses(a_demo, settings, change, command):
    for name, value in change.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError):
        call_command(command)
    assert not User.objects.exists()
