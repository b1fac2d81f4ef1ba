"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Registers the app under the name its tables carry."""

    name = "intake"
    label = "intake"
    verbose_name = _("Aanmelding")

    def ready(self) -> None:
        """Let the outbox send the letters of the registration."""
        from intake import (
            appointment_letters,
            attention,
            corrections,
            emergency_notice,
            erasing,
            handover,
            help_elsewhere,
            mails,
            meetings,
            new_coach,
            own_page,
            ratings,
            recorded_consents,
            signing_in,
            urgency,
            work_to_work,
        )
        from intake.caseload import files, links
        from intake.duplicates import finding
        from partners import emergencies
        from partners.handover import register
        from rmt_portal.contributions import workplace
        from rmt_portal.outbox import handlers, mail

        workplace.add(attention.CARD)
        workplace.add(work_to_work.CARD)
        for task in own_page.CONTRIBUTIONS:
            workplace.add(task)
        mail.register("mail.receipt", mails.receipt)
        mail.register("mail.resume", mails.resume)
        mail.register("mail.confirm", mails.confirm)
        handlers.register("sms.confirm", mails.confirm_by_sms, outside=True)
        mail.register("mail.profile", mails.profile)
        handlers.register(emergencies.TELL_CLIENT, emergency_notice.tell_client)
        mail.register(emergency_notice.MAIL, emergency_notice.compose)
        mail.register(recorded_consents.MAIL, recorded_consents.letter)
        handlers.register(recorded_consents.SMS, recorded_consents.message, outside=True)
        mail.register(signing_in.MAIL, signing_in.letter)
        mail.register(corrections.ADDRESS_MAIL, corrections.letter)
        handlers.register(signing_in.LOOK_UP, signing_in.look_up)
        handlers.register(signing_in.SMS, signing_in.message, outside=True)
        handlers.register(erasing.DO, erasing.do)
        handlers.register(urgency.LOOK, urgency.look)
        mail.register(urgency.MAIL, urgency.letter)
        mail.register(meetings.LETTER, meetings.letter)
        mail.register(appointment_letters.LETTER, appointment_letters.compose)
        mail.register(new_coach.LETTER, new_coach.compose)
        mail.register(ratings.LETTER, ratings.letter)
        mail.register(help_elsewhere.MAIL, help_elsewhere.mail)
        handlers.register(finding.LOOK, finding.look)
        handlers.register(files.WORK, files.work)
        handlers.register(links.WORK, links.work)
        for holding in handover.HOLDINGS:
            register(holding)
