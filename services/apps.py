"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    """Registers the work of referrals: letters and chasing."""

    name = "services"
    label = "services"
    verbose_name = _("Diensten")

    def ready(self) -> None:
        """Let the outbox write letters and look at referrals on their dates."""
        from intake import consents, endings, erasing, still_running
        from intake.duplicates import merge_map
        from partners.handover import register
        from rmt_portal.contributions import workplace
        from rmt_portal.outbox import handlers, mail
        from services import concepts, dossier, handover, own_page
        from services.figures import drawing
        from services.grants import contributions as grants
        from services.grants import still_running as grants_still_running
        from services.grants.asking import end_all as end_grants
        from services.mailboxes import addresses, codes, links
        from services.plans import contributions as plans
        from services.plans.agreeing import end_all as end_plans
        from services.plans.agreeing import end_of_case
        from services.referrals import asking_client, chasing, events, letters, timers
        from services.referrals import still_running as referrals_still_running
        from services.referrals.erasing import end_all
        from services.referrals.sending import consent_was_withdrawn

        mail.register(events.MAIL, letters.compose)
        mail.register(letters.DIGEST, letters.compose_digest)
        mail.register(asking_client.MAIL_ASK, asking_client.compose_ask)
        mail.register(asking_client.MAIL_ANSWER, asking_client.compose_answer)
        for module in (addresses, codes, links):
            mail.register(module.MAIL, module.compose)
        handlers.register(timers.CHASE, chasing.look)
        handlers.register(concepts.WIPE, concepts.wipe)
        handlers.register(drawing.PART, drawing.draw_part, long=True)
        consents.when_withdrawn(consent_was_withdrawn)
        endings.when_ended(end_of_case)
        still_running.register(grants_still_running.running)
        still_running.register(referrals_still_running.running)
        erasing.before_erasing(end_all)
        erasing.before_erasing(end_plans)
        erasing.before_erasing(end_grants)
        for item in (*dossier.CONTRIBUTIONS, *own_page.CONTRIBUTIONS, *plans.CONTRIBUTIONS, *grants.CONTRIBUTIONS):
            workplace.add(item)
        merge_map.register(
            merge_map.How.MOVE,
            "services.Referral.client",
            "services.Referral.case",
            "services.ReferralConcept.case",
            "services.ActionPlan.client",
            "services.ActionPlan.case",
            "services.ServiceGrant.client",
            "services.ServiceGrant.case",
        )
        for holding in handover.HOLDINGS:
            register(holding)
