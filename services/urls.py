"""Addresses of the partner pages. The only thing of a person that stands in an address is a referral's number."""

from django.db import transaction
from django.urls import path, register_converter

from services.views import catalogue, detail, learning, lists, own, refer, step
from services.views.mailbox import enter, work


class Reference:
    """A number people read to each other: V-2026-0471."""

    regex = r"V-[0-9]{4}-[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        """Take the number as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Write the number in an address."""
        return value


register_converter(Reference, "reference")

urlpatterns = [
    path("verwijzingen/", lists.home, name="referrals"),
    path("verwijzingen/verstuurd/", lists.sent, name="referrals_sent"),
    path("verwijzingen/ontvangen/", lists.received, name="referrals_received"),
    path("verwijzingen/wacht-te-lang/", lists.escalated, name="referrals_escalated"),
    path("verwijzingen/praktijkleren/", learning.home, name="learning"),
    path("verwijzingen/nieuw/", refer.who, name="refer"),
    path("verwijzingen/nieuw/vanuit/<uuid:client>/", refer.begin, name="refer_from"),
    path("verwijzingen/concept/<uuid:public_id>/", refer.concept, name="refer_concept"),
    path("verwijzingen/concept/<uuid:public_id>/verstuurd/", refer.sent, name="refer_sent"),
    path("verwijzingen/concept/<uuid:public_id>/weggooien/", refer.throw_away, name="refer_throw_away"),
    path("verwijzingen/concept/<uuid:public_id>/<slug:slug>/", refer.step, name="refer_step"),
    path("verwijzingen/menukaart/", catalogue.home, name="catalogue"),
    path("verwijzingen/menukaart/<int:pk>/", catalogue.service, name="catalogue_service"),
    path("verwijzingen/aanbod/", own.offer, name="our_offer"),
    path("verwijzingen/aanbod/<int:pk>/", own.offer_change, name="our_offer_change"),
    path("verwijzingen/aanbod/<int:pk>/stop/", own.offer_stop, name="our_offer_stop"),
    path("verwijzingen/team/", own.team, name="our_team"),
    path("verwijzingen/team/afwezig/", own.absent, name="our_absence"),
    path("verwijzingen/team/terug/", own.back, name="our_back"),
    path("verwijzingen/per-mail/", work.home, name="mailbox_home"),
    path("verwijzingen/per-mail/link/<str:token>/", enter.link, name="mailbox_link"),
    path("verwijzingen/per-mail/code/", transaction.non_atomic_requests(enter.code), name="mailbox_code"),
    path("verwijzingen/per-mail/bevestigen/<str:token>/", enter.confirm, name="mailbox_confirm"),
    path("verwijzingen/per-mail/sluiten/", enter.leave, name="mailbox_leave"),
    path("verwijzingen/per-mail/gesloten/", enter.left, name="mailbox_left"),
    path("verwijzingen/per-mail/<reference:reference>/", work.referral, name="mailbox_referral"),
    path("verwijzingen/per-mail/<reference:reference>/kennen-wij/", work.known, name="mailbox_known"),
    path("verwijzingen/per-mail/<reference:reference>/<slug:slug>/", work.step, name="mailbox_step"),
    path("verwijzingen/<reference:reference>/", detail.referral, name="referral"),
    path("verwijzingen/<reference:reference>/gebeld/", lists.called, name="referral_called"),
    path("verwijzingen/<reference:reference>/kennen-wij/", detail.known, name="referral_known"),
    path("verwijzingen/<reference:reference>/<slug:slug>/", step.referral_step, name="referral_step"),
]
