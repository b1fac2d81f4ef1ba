"""The letters of the registration. No name and nothing about help, debts or health: a mailbox may be shared."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import confirmations, drafts, second_part
from intake.models import ConfirmationKey, ProfileLink, Registration, ResumeLink
from rmt_portal.outbox import sms
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail


def receipt(payload: Payload) -> Mail | None:
    """Write the receipt: the number, who calls and by which day. Nothing when the address was taken out meanwhile."""
    found = Registration.objects.filter(pk=payload["registration"])
    registration = found.select_related("client", "case__region__brand").first()
    if registration is None or not registration.client.email:
        return None
    brand = registration.case.region.brand
    link = second_part.living_link(registration.client)
    context = {
        "registration": registration,
        "case": registration.case,
        "brand": brand,
        "link": _profile_address(link) if link else "",
    }
    return Mail(registration.client.email, "receipt", context, reply_to=brand.email)


def resume(payload: Payload) -> Mail | None:
    """Write the letter with the link to go on. Nothing when the link was used or the draft is gone."""
    link = ResumeLink.objects.filter(pk=payload["link"], used_at__isnull=True).select_related("draft__region__brand")
    found = link.first()
    if found is None or found.draft.region is None:
        return None
    address = reverse("registration_resume", args=[drafts.link_token(found)])
    context = {
        "brand": found.draft.region.brand,
        "link": settings.SITE_URL.rstrip("/") + address,
        "last_day": found.created_at + timedelta(days=settings.DRAFT_DAYS),
    }
    return Mail(found.email, "resume", context)


def profile(payload: Payload) -> Mail | None:
    """Write the letter with the link to the second part. Nothing when the link was used or the address is gone."""
    link = ProfileLink.objects.filter(pk=payload["link"], used_at=None).select_related("client__region__brand").first()
    if link is None or not link.client.email:
        return None
    context = {
        "brand": link.client.region.brand,
        "link": _profile_address(link),
        "last_day": link.created_at + timedelta(days=settings.DRAFT_DAYS),
    }
    return Mail(link.client.email, "profile", context)


def _profile_address(link: ProfileLink) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("profile_link", args=[second_part.link_token(link)])


def confirm(payload: Payload) -> Mail | None:
    """Write the letter with the link or the code for somebody whom staff registered. Nothing when it was used."""
    key = _living_key(payload)
    if key is None or not key.confirmation.client.email:
        return None
    template = "confirm_code" if key.is_code else "confirm_oral" if key.confirmation.confirmed_at else "confirm"
    return Mail(key.confirmation.client.email, template, _about(key))


def confirm_by_sms(payload: Payload, mark: str) -> None:
    """Send the link or the code to the phone of somebody without an e-mail address."""
    key = _living_key(payload)
    if key is None or not key.confirmation.client.phone or not sms.is_on():
        return
    about = _about(key)
    team = about["brand"].short_name
    text = _("%(team)s: je code is %(code)s. Lees hem voor als je aangemeld wilt zijn.")
    if not key.is_code:
        text = _("%(team)s: iemand heeft je aangemeld. Lees het en zeg ja of nee: %(link)s")
    sms.send(key.confirmation.client.phone, text % {"team": team, "code": about["code"], "link": about["link"]}, mark)


def _living_key(payload: Payload) -> ConfirmationKey | None:
    keys = ConfirmationKey.objects.filter(pk=payload["key"], used_at__isnull=True)
    return keys.select_related(
        "confirmation__client", "confirmation__registration__case__region__brand", "confirmation__registration__client"
    ).first()


def _about(key: ConfirmationKey) -> dict[str, Any]:
    return {
        "brand": key.confirmation.registration.case.region.brand,
        "confirmation": key.confirmation,
        "registration": key.confirmation.registration,
        "case": key.confirmation.registration.case,
        "link": settings.SITE_URL.rstrip("/") + reverse("confirm", args=[confirmations.token_of(key)]),
        "code": confirmations.code_of(key),
        "last_day": key.created_at + timedelta(days=settings.DRAFT_DAYS),
    }
