"""Going through the partner pages as somebody: opening, filling in, sending, reading."""

import re
from typing import Any

from django.test import Client as Http
from django.urls import reverse

from rmt_portal import clock
from services.models import Referral, ReferralConcept
from tests.workplace.signing_in import sign_in


def at_work(person: Any) -> Http:
    http = Http()
    sign_in(http, person)
    return http


def page_of(referral: Referral, step: str = "") -> str:
    return reverse("referral_step", args=[referral.reference, step]) if step else reverse(
        "referral", args=[referral.reference]
    )  # fmt: skip


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def takes(http: Http, referral: Referral, step: str, **typed: Any) -> Any:
    """Open the page of a step, fill it in and send it."""
    assert http.get(page_of(referral, step)).status_code == 200
    referral.refresh_from_db()
    return http.post(page_of(referral, step), {"version": referral.version, **typed})


def day_parts(name: str, day: Any) -> dict[str, Any]:
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def refers(http: Http, concept: ReferralConcept, **answers: dict[str, Any]) -> None:
    """Answer the steps one after another."""
    for slug, typed in answers.items():
        page = http.post(reverse("refer_step", args=[concept.public_id, slug]), typed)
        assert page.status_code == 302, text(page)


def shares() -> dict[str, Any]:
    return {"basis": "consent", "how": "screen", "informed": "on", **day_parts("given_on", clock.today())}


def why(**more: Any) -> dict[str, Any]:
    return {"why": "Wil weten wat past.", "done_before": "", "urgency": "normal", "receiver": "", **more}
