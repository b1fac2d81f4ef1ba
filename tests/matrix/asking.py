"""Asks one address as one role, undoes what it did, and says in one word how it ended."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import reverse

from partners.models import Organisation
from rmt_portal import row_security
from tests.matrix import grants, plans, results
from tests.matrix.canaries import leaks
from tests.matrix.cast import ELSEWHERE, HOME, World, build
from tests.matrix.routes import Route
from tests.rig.strictness import INLINE

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
OK, LOGIN, FACTOR, REFUSED, MISSING, METHOD, MOVED, GONE, BAD, CONFLICT = (
    "ok", "login", "factor", "refused", "missing", "method", "moved", "gone", "bad", "conflict",
)  # fmt: skip
_WORDS = {200: OK, 204: OK, 400: BAD, 403: REFUSED, 404: MISSING, 405: METHOD, 410: GONE, 409: CONFLICT}
_WRITTEN = """
SELECT coalesce(string_agg(line, ' '), '') FROM (
  SELECT row_to_json(o)::text AS line FROM outbox_outboxitem o WHERE id > %s
  UNION ALL SELECT row_to_json(a)::text FROM audit_auditline a WHERE id > %s) AS written"""


@dataclass(frozen=True)
class Answer:
    """How it ended, and what was in it that should not be."""

    outcome: str
    leaked: tuple[str, ...]
    response: HttpResponse


def outcome_of(response: HttpResponse) -> str:
    """Say in one word how a request ended; an unknown status is its number."""
    if response.status_code in (301, 302, 303):
        location = response["Location"]
        if location.startswith((reverse("account_login"), reverse("admin:login"))):
            return LOGIN
        return FACTOR if location.startswith(reverse("mfa_activate_totp")) else MOVED
    return _WORDS.get(response.status_code, str(response.status_code))


class Matrix:
    """The world with what is needed to ask it questions."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.enforce_csrf = False
        self.handler = BaseHandler()
        self.handler.load_middleware()
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM outbox_outboxitem")
            outbox = cursor.fetchone()[0]
            cursor.execute("SELECT coalesce(max(id), 0) FROM audit_auditline")
            self.newest = [outbox, cursor.fetchone()[0]]

    def ask(self, role: str, method: str, path: str, data: Any = None, **more: Any) -> Answer:
        """Ask, search what came of it for canaries, and put the world back as it was."""
        with transaction.atomic():
            sid = transaction.savepoint()
            response = self.send(role, method, path, data, **more)
            written = self._written()
            transaction.savepoint_rollback(sid)
        layers = self.world.layers[role]
        text = "\n".join([*(f"{k}: {v}" for k, v in response.items()), *map(str, response.cookies.values())])
        content = "" if response.streaming else response.content.decode(errors="replace")
        leaked = leaks(text + content, self.world.canaries, layers) + leaks(written, self.world.canaries, {})
        return Answer(outcome_of(response), tuple(sorted(set(leaked))), response)

    def send(self, role: str, method: str, path: str, data: Any = None, **more: Any) -> HttpResponse:
        """Hand one request to the portal, all middleware included, and return the answer.

        Not through Django's test client: that one copies every template context, which takes longer than the page.
        """
        maker = RequestFactory()
        maker.cookies = SimpleCookie(self.world.cookies[role])
        request = getattr(maker, method.lower())(path, data or {}, **more)
        request._dont_enforce_csrf_checks = not self.enforce_csrf
        response: HttpResponse = self.handler.get_response(request)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.render()
        if not response.streaming and "javascript" not in str(data) + path and INLINE.search(response.content):
            pytest.fail(f"inline script or style in {path}", pytrace=False)
        return response

    def _written(self) -> str:
        if connection.needs_rollback:
            return ""
        with connection.cursor() as cursor:
            cursor.execute(_WRITTEN, self.newest)
            return str(cursor.fetchone()[0])

    def addresses(self, route: Route) -> dict[str, str]:
        """Return the addresses to try for a route: of something own and something foreign where there is any.

        Raises:
            LookupError: nobody said what the parameters of this route stand for.
        """
        if not route.parameters:
            return {"": "/" + route.pattern}
        if route.model is not None:
            return self._rows(route)
        if route.key.endswith("(?P<url>.*)$"):
            return {"": "/admin/bestaat-niet/"}
        values = self._values(route)
        return {where: reverse(route.key, kwargs=kwargs) for where, kwargs in values.items()}

    def _rows(self, route: Route) -> dict[str, str]:
        model = route.model
        assert model is not None, route
        if not route.parameters:
            return {"": "/" + route.pattern}
        rows = {HOME: self.world.own(model) or model._default_manager.order_by("pk").first()}
        rows[ELSEWHERE] = self.world.foreign(model)
        keys = {where: str(row.pk) for where, row in rows.items() if row is not None} or {HOME: "1"}
        return {where: "/" + route.pattern.replace("<path:object_id>", key) for where, key in keys.items()}

    def _values(self, route: Route) -> dict[str, dict[str, Any]]:
        found = parameters(self.world).get(route.key)
        if found is None:
            raise LookupError(f"say in tests/matrix/asking.py what {route.parameters} of {route.key!r} stand for")
        return found


def parameters(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """Say what the parameters of each route stand for: something own, foreign, or not there at all."""
    people = {where: case.client.public_id for where, case in world.cases.items()}
    dossiers = {where: {"public_id": pk} for where, pk in (people | {"nobody": NOBODY}).items()}
    clients = {where: {"client": pk} for where, pk in (people | {"nobody": NOBODY}).items()}
    concept = {"own": {"public_id": world.concept.public_id}}
    referrals = {where: {"reference": row.reference} for where, row in world.referrals.items()}
    numbers = referrals | {"nobody": {"reference": "V-2026-999999"}}
    offers = {where: {"pk": row.pk} for where, row in world.objects["services.Service"].items()}
    colleagues = {where: {"pk": row.pk} for where, row in world.objects["partners.User"].items()}
    partners = {where: {"pk": row.pk} for where, row in world.objects["partners.Organisation"].items()}
    runs: dict[str, Any] = world.objects["matching.MatchRun"]
    person = world.cases[HOME].client
    kind = ContentType.objects.get_for_model(type(person)).pk
    union = Organisation.objects.get(name="FNV").pk
    vacancies = {where: row.pk for where, row in world.objects["matching.Vacancy"].items()}
    work = {where: row | {"vacancy": vacancies.get(where, vacancies[HOME])} for where, row in dossiers.items()}
    notices = {where: {"pk": row.pk} for where, row in world.objects["matching.EmployerNotice"].items()}
    typed = {where: {"pk": pk} for where, pk in vacancies.items()} | {"nobody": {"pk": 0}}
    return {
        **{f"admin:{page}": typed for page in ("vacancy", "vacancy_change", "vacancy_skills", "vacancy_people")},
        "admin:vacancy_step": {where: row | {"slug": "kopie"} for where, row in typed.items()},
        "admin:employer_notice": notices,
        "admin:employer_notice_step": {where: row | {"slug": "klaar"} for where, row in notices.items()},
        **{f"admin:opportunity_{page}": work for page in ("dismiss", "answer", "profile", "explanation")},
        "admin:opportunity_step": {where: row | {"slug": "voorstellen"} for where, row in work.items()},
        **plans.parameters(world.plan, dossiers),
        **results.parameters(world.appointment, dossiers, NOBODY),
        **grants.parameters(world.grant, dossiers, NOBODY),
        "admin:why_not": dossiers,
        "admin:why_not_answer": {where: row | {"question": world.question.pk} for where, row in dossiers.items()},
        "own_page_opportunity": {"own": {"public_id": world.decision.public_id}, "nobody": {"public_id": NOBODY}},
        "own_page_asked": {"nobody": {"public_id": NOBODY}, "own": {"public_id": world.concept.public_id}},
        "own_page_referral_stop": {where: numbers[where] for where in ("union", "nobody")},
        "region_theme": {"": {"slug": "achterhoek"}},
        "registration_question": {"": {"slug": "naam"}},
        "region_start": {"": {"slug": "achterhoek"}},
        "assist_go_on": {"own": {"pk": world.assisted["draft"]}, "nobody": {"pk": 0}},
        **{
            name: {"own": {"public_id": world.assisted["confirmation"]}, "nobody": {"public_id": NOBODY}}
            for name in ("assisted", "assisted_screen", "assisted_correct")
        },
        **{
            name: {"own": {"token": world.assisted["token"]}, "nobody": {"token": "x" * 40}}
            for name in ("confirm", "confirm_correct")
        },
        **{
            name: {"own": {"public_id": world.caseload.public_id}, "nobody": {"public_id": NOBODY}}
            for name in ("caseload_file", "caseload_columns", "caseload_wipe")
        },
        "cohort": {where: {"public_id": row.public_id} for where, row in world.objects["intake.Cohort"].items()},
        "profile_question": {"": {"slug": "tijden"}},
        "profile_link": {"nobody": {"token": "x" * 40}},
        **{
            page: {where: values | {"organisation": union} for where, values in dossiers.items()}
            for page in ("admin:dossier_sharing_of", "admin:dossier_sharing_letter")
        },
        "admin:dossier_profile": {where: dossier | {"slug": "tijden"} for where, dossier in dossiers.items()},
        "registration_resume": {"own": {"token": world.link}, "nobody": {"token": "x" * 40}},
        "own_page_link": {"own": {"token": world.own_link}, "nobody": {"token": "x" * 43}},
        "account_reset_password_from_key": {"": {"uidb36": "1", "key": "set-password"}},
        "account_invitation": {"nobody": {"token": "x" * 40}},
        "openid_connect_page": {"": {"provider_id": "doetinchem"}},
        "openid_connect_login": {"": {"provider_id": "doetinchem"}},
        "openid_connect_callback": {"": {"provider_id": "doetinchem"}},
        "admin:organisation": partners,
        "admin:organisation_step": {where: row | {"slug": "toelaten"} for where, row in partners.items()},
        "mfa_remove_webauthn": {"": {"pk": 1}},
        "mfa_edit_webauthn": {"": {"pk": 1}},
        "admin:dossier": dossiers,
        "admin:dossier_summary": dossiers,
        "admin:dossier_contact": dossiers,
        "admin:dossier_rhythm": dossiers,
        "admin:together_step": {
            "": {"key": "0" * 16, "slug": "actie"},
            "file": {"key": "0" * 16, "slug": "bestand"},
        },
        "admin:together_result": {"": {"key": "0" * 16}},
        **{
            f"admin:dossier_{page}": {where: row | {"slug": "te-laat"} for where, row in dossiers.items()}
            for page in ("snooze", "wake")
        },
        **{f"admin:list_{step}": {"nobody": {"pk": 0}} for step in ("rename", "remove")},
        "admin:dossier_sharing": dossiers,
        "admin:dossier_training": dossiers,
        "admin:weights_propose": {where: {"code": run.region.code} for where, run in runs.items()},
        "admin:weight_proposal": {where: {"pk": run.weight_set_id} for where, run in runs.items()},
        "admin:weights_step": {where: {"pk": run.weight_set_id, "slug": "opnieuw"} for where, run in runs.items()},
        "admin:take_over": dossiers,
        "admin:dossier_work_to_work": dossiers,
        "admin:triage": dossiers,
        "admin:triage_letter": dossiers,
        **{
            f"admin:triage_{step}": dossiers
            for step in ("neem_terug", "neem_aan", "geef_door", "zoek_coach", "bevestig", "geweest")
        },
        **{f"admin:duplicate_{step}": {"nobody": {"pk": 0}} for step in ("judge", "merge", "undo")},
        "admin:show_contact": dossiers,
        "admin:client_access": dossiers,
        "admin:emergency_review": {"nobody": {"pk": 999_999}},
        "admin:access_review": {
            where: {"organisation": row.pk, "region": row.regions.get().pk}  # type: ignore[attr-defined]
            for where, row in world.objects["partners.Organisation"].items()
        },
        "admin:view_on_site": {"": {"content_type_id": str(kind), "object_id": str(person.pk)}},
        "admin:app_list": {"": {"app_label": "reference"}},
        "admin:dossier_emergency": dossiers,
        "admin:erasure_decide": {where: {"pk": row.pk} for where, row in world.erasures.items()},
        "admin:people_leave": colleagues,
        "admin:people_absent": colleagues,
        "admin:people_back": colleagues,
        "admin:people_withdraw": {"nobody": {"public_id": NOBODY}},
        "refer_from": clients,
        "refer_concept": concept,
        "refer_sent": concept,
        "refer_throw_away": concept,
        "refer_step": {"own": concept["own"] | {"slug": "waarom"}},
        "referral": numbers,
        "referral_called": numbers,
        "referral_known": numbers,
        "mailbox_link": {"own": {"token": world.mailbox_link}, "nobody": {"token": "x" * 43}},
        "mailbox_confirm": {"nobody": {"token": "x" * 43}},
        "mailbox_referral": numbers,
        "mailbox_known": numbers,
        "mailbox_step": {where: row | {"slug": "aannemen"} for where, row in numbers.items()},
        "admin:mailbox_end": {"own": {"public_id": world.mailbox.public_id}, "nobody": {"public_id": NOBODY}},
        "referral_step": {where: row | {"slug": "aannemen"} for where, row in numbers.items()},
        "catalogue_service": offers | {"nobody": {"pk": 0}},
        "our_offer_change": offers,
        "our_offer_stop": offers,
    }


class LogLines(logging.Handler):
    """Keeps what was logged, in the words that reach the disk."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.getLogger().handlers[0].formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def logged() -> Iterator[LogLines]:
    """Collect every line of the log."""
    lines = LogLines()
    logging.getLogger().addHandler(lines)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(lines)


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """The world, built once per module in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock():
        try:
            with row_security.house("command"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                yield Matrix(build())
                transaction.set_rollback(True)
        finally:
            connection.close()
