"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    """Registers the app, its work in the outbox and what it shows in the workplace."""

    name = "matching"
    label = "matching"
    verbose_name = _("Werk en mensen")

    def ready(self) -> None:
        """Register what other parts may ask of this one."""
        from intake.duplicates import merge_map, merging
        from matching import follow_up, opportunities, own_page, rematches
        from matching.decisions import asking, doubles, telling
        from matching.employers import notices as employer_notices
        from matching.vacancies import candidates
        from rmt_portal.contributions import DossierCard, DossierTab, workplace
        from rmt_portal.outbox import handlers, mail

        merge_map.register(merge_map.How.DROP, "matching.MatchList.client")  # made anew for who stays
        merge_map.register(merge_map.How.DROP, "matching.TrainingGain.client")  # the same
        merge_map.register(merge_map.How.DROP, "matching.VacancyCandidate.client")  # the same
        merge_map.register(
            merge_map.How.MOVE,
            "matching.FrozenExplanation.client",
            "matching.MatchDecision.client",
            "matching.MatchQuestion.client",
        )
        merging.sort_out("matching.decisions", doubles.one_of_two, doubles.two_again)
        handlers.register(asking.QUESTION, asking.do)
        handlers.register(candidates.SEARCH, candidates.do)
        mail.register(employer_notices.RECEIPT, employer_notices.receipt)
        mail.register(telling.MAIL, telling.letter)
        handlers.register(telling.SMS, telling.message, outside=True)
        handlers.register("match.client", rematches.do_client)
        handlers.register("match.region", rematches.do_region)
        handlers.register("match.again", rematches.do_again)
        handlers.register("match.chunk", rematches.do_chunk)
        handlers.register("match.figures", follow_up.do_figures, long=True)
        handlers.register("training.clients", follow_up.do_clients, long=True)
        handlers.register("training.region", follow_up.do_region, long=True)
        handlers.register("weights.preview", follow_up.do_preview, long=True)
        title = _("Kansen op werk")
        for section in own_page.CONTRIBUTIONS:
            workplace.add(section)
        workplace.add(DossierTab("kansen", title, "matching/_opportunities.html", opportunities.tab_context, 60))
        workplace.add(DossierCard("kansen", title, "matching/_best.html", opportunities.card_context, 20))
