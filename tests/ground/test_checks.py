"""The portal refuses to serve with a setting that would make it unsafe."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from rmt_portal import checks

SECRET = "kd83hfKqpwmz-29dhfjqwlxnv0alsk_dj38fhqpwozmxncbvqrtyu5"
GOOD = {
    "RMT_PRODUCTION": "1",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "rmt.example.nl",
    "CSRF_TRUSTED_ORIGINS": "https://rmt.example.nl",
    "DATABASE_URL": "postgresql://rmt_app:geheim@db.example.nl/rmt?sslmode=verify-full",
    "DATABASE_OWNER_URL": "postgresql://rmt_owner:geheim@db.example.nl/rmt?sslmode=verify-full",
    "REDIS_URL": "rediss://:geheim@broker.example.nl:6380/0",
    "EMAIL_URL": "smtp+tls://portal:geheim@mail.example.nl:587",
    "DEFAULT_FROM_EMAIL": "RMT <geen-antwoord@rmt.example.nl>",
}
BAD = {
    "rmt.E001": {"RMT_PRODUCTION": "0"},
    "rmt.E002": {"RMT_DEMO": "1"},
    "rmt.E003": {"DEBUG": "1"},
    "rmt.E004": {"SECRET_KEY": "kort"},
    "rmt.E004 one letter": {"SECRET_KEY": "x" * 60},
    "rmt.E004 fallback": {"SECRET_KEY_FALLBACKS": "kort"},
    "rmt.E005": {"ALLOWED_HOSTS": "*"},
    "rmt.E005 dot": {"ALLOWED_HOSTS": ".example.nl"},
    "rmt.E006": {"CSRF_TRUSTED_ORIGINS": "http://rmt.example.nl"},
    "rmt.E007": {"DATABASE_URL": None},
    "rmt.E008": {"DATABASE_URL": "postgresql://rmt_app:geheim@db.example.nl/rmt"},
    "rmt.E009": {"REDIS_URL": None},
    "rmt.E010": {"REDIS_URL": "redis://broker.example.nl:6379/0"},
    "rmt.E011": {"EMAIL_URL": None},
    "rmt.E012": {"DEFAULT_FROM_EMAIL": None},
}


def started(code: list[str], **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Start a process of the portal with the good settings and these changes, as a server would."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "TMPDIR", "RMT_VAR", "RMT_RUN_DIR"}}
    wanted = {k: v for k, v in (kept | GOOD | changes).items() if v is not None}
    return subprocess.run([sys.executable, *code], env=wanted, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.full
def test_good_settings_pass_every_check_of_django_and_ours_without_a_warning():
    done = started(["manage.py", "check", "--deploy", "--fail-level=WARNING"])
    assert done.returncode == 0, done.stderr


@pytest.mark.full
@pytest.mark.parametrize("code", BAD)
def test_the_web_server_does_not_start_with_a_bad_setting_and_says_which(code):
    done = started(["-c", "import rmt_portal.wsgi"], **BAD[code])
    assert done.returncode == 1
    assert code.split()[0] in done.stderr


@pytest.mark.full
def test_a_worker_does_not_start_with_a_bad_setting():
    done = started(["-m", "celery", "-A", "rmt_portal", "worker", "--pool=solo"], RMT_DEMO="1")
    assert done.returncode != 0
    assert "rmt.E002" in done.stderr


def test_settings_of_development_are_fine_on_this_machine_only(settings):
    assert checks.safe_settings() == []
    settings.DEMO = True
    assert checks.safe_settings() == []
    settings.ALLOWED_HOSTS = ["localhost", "rmt.example.nl"]
    assert {message.id for message in checks.safe_settings()} == {"rmt.E001", "rmt.E002"}
    with pytest.raises(ImproperlyConfigured, match="RMT_DEMO=0"):
        checks.refuse_unsafe_settings()


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
def test_production_wants_cookies_that_belong_to_one_host(settings, cookie):
    settings.PRODUCTION = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    assert "rmt.E013" not in {message.id for message in checks.safe_settings()}
    setattr(settings, f"{cookie}_COOKIE_NAME", "anders")
    assert "rmt.E013" in {message.id for message in checks.safe_settings()}


@pytest.mark.django_db
def test_the_serving_role_is_found_weak_enough():
    assert [m for m in run_checks(databases=["default"]) if (m.id or "").startswith("rmt.")] == []


@pytest.mark.django_db(transaction=True)
def test_an_owner_that_serves_is_found_out():
    default, owner = connections["default"], connections["owner"]
    name = default.settings_dict["USER"]
    default.close()
    default.settings_dict["USER"] = owner.settings_dict["USER"]
    try:
        found = {message.id for message in checks.serving_role(databases=["default"])}
    finally:
        default.close()
        default.settings_dict["USER"] = name
    assert {"rmt.E021", "rmt.E022"} <= found


@pytest.mark.django_db(transaction=True)
def test_a_superuser_that_serves_is_found_out():
    default = connections["default"]
    name = default.settings_dict["USER"]
    default.close()
    default.settings_dict["USER"] = "postgres"
    try:
        found = {message.id for message in checks.serving_role(databases=["default"])}
    finally:
        default.close()
        default.settings_dict["USER"] = name
    assert {"rmt.E020", "rmt.W023"} <= found
