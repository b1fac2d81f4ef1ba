"""Every screen of the portal: where it is found, who looks at it, and what has no screen of its own.

The words about a screen stand in ``docs/handleiding/schermen.md``, under its name, with its picture.
"""

from dataclasses import dataclass

from tests.manual.region import Region

PHONE, DESK = "phone", "desk"


@dataclass(frozen=True)
class Screen:
    """A screen: ``slug`` names its picture, ``route`` is its route in the access matrix, ``who`` looks at it.

    ``where`` is its address, or the name of an address of the region (:attr:`Region.at`) with what comes behind it.
    """

    slug: str
    route: str
    who: str
    where: str
    window: str = DESK

    def address(self, region: Region) -> str:
        """Return where it is found."""
        if self.where.startswith("/"):
            return self.where
        name, _slash, rest = self.where.partition("/")
        person = name.removeprefix("dossier-")
        return (region.dossier(person) if person in region.cases and name != person else region.at[name]) + rest


def _screens(who: str, window: str, *rows: tuple[str, ...]) -> tuple[Screen, ...]:
    """Rows are slug, route and address; a fourth word names somebody else who looks."""
    return tuple(Screen(row[0], row[1], row[3] if len(row) > 3 else who, row[2], window) for row in rows)


REGISTERING = _screens(
    "visitor", PHONE,
    ("start", "start", "/"),
    ("regio", "region_start", "/regio/achterhoek/"),
    ("team", "registration_team", "/aanmelden/team/"),
    ("code", "registration_code", "/aanmelden/code/"),
    ("aanmelden-naam", "registration_question", "/aanmelden/naam/", "aanmelder"),
    ("aanmelden-situatie", "registration_question", "/aanmelden/situatie/", "aanmelder"),
    ("aanmelden-beroep", "registration_question", "/aanmelden/beroep/", "aanmelder"),
    ("aanmelden-delen", "registration_question", "/aanmelden/delen/", "aanmelder"),
    ("aanmelden-geldzorgen", "registration_money", "/aanmelden/geldzorgen/", "aanmelder"),
    ("aanmelden-later", "registration_later", "/aanmelden/later/", "aanmelder"),
    ("aanmelden-wissen", "registration_wipe", "/aanmelden/wissen/", "aanmelder"),
    ("aanmelden-controle", "registration_check", "/aanmelden/controle/", "aanmelder"),
    ("aanmelden-gelukt", "registration_done", "/aanmelden/gelukt/", "verstuurd"),
    ("werkprofiel", "profile", "/werkprofiel/", "verstuurd"),
    ("werkprofiel-vraag", "profile_question", "/werkprofiel/tijden/", "verstuurd"),
    ("werkprofiel-klaar", "profile_done", "/werkprofiel/klaar/", "verstuurd"),
    ("bevestigen", "confirm", "bevestig"),
    ("geldzorgen", "money_help", "/geldzorgen/"),
    ("tolk", "interpreter", "/tolk/"),
    ("hoe-zoekt-de-computer", "how_matching_works", "/hoe-zoekt-de-computer/"),
    ("privacy", "privacy", "/privacy/"),
    ("toegankelijkheid", "accessibility", "/toegankelijkheid/"),
    ("klacht-of-tip", "complaint", "/klacht-of-tip/"),
)  # fmt: skip
OWN_PAGE = _screens(
    "sami", PHONE,
    ("mijn-inloggen", "own_page_sign_in", "/mijn/inloggen/", "visitor"),
    ("mijn-overzicht", "own_page", "/mijn/"),
    ("mijn-plan", "own_page_plan", "/mijn/plan/"),
    ("mijn-gegevens", "own_page_data", "/mijn/gegevens/"),
    ("mijn-gegevens-aanpassen", "own_page_correct", "/mijn/gegevens/aanpassen/"),
    ("mijn-delen", "own_page_share", "/mijn/delen/"),
    ("mijn-vraag-om-toestemming", "own_page_asked", "gevraagd"),
    ("mijn-stop-met-delen", "own_page_referral_stop", "stop-delen"),
    ("mijn-cijfer", "own_page_rating", "/mijn/cijfer/", "bas"),
    ("mijn-wie-keek", "own_page_who", "/mijn/wie/"),
    ("mijn-alles", "own_page_everything", "/mijn/alles/"),
    ("mijn-wissen", "own_page_erase", "/mijn/wissen/"),
)  # fmt: skip
EMPLOYER = _screens(
    "visitor", PHONE,
    ("werkgever", "employer", "/werkgever/"),
    ("werkgever-vacature", "employer_vacancy", "/werkgever/vacature/"),
    ("werkgever-medewerkers", "employer_surplus", "/werkgever/medewerkers/"),
)  # fmt: skip
COMING_IN = _screens(
    "visitor", DESK,
    ("inloggen", "account_login", "/account/login/"),
    ("uitnodiging", "account_invitation", "uitnodiging"),
    ("tweede-stap", "mfa_index", "/account/2fa/", "fatima"),
    ("wachtwoord-vergeten", "account_reset_password", "/account/password/reset/"),
)  # fmt: skip
FOR_SOMEBODY = _screens(
    "karin", DESK,
    ("namens", "assist", "/aanmelden/namens/"),
    ("namens-ja-of-nee", "assisted", "namens", "fatima"),
    ("bestand", "caseload", "/aanmelden/namens/bestand/"),
    ("bestand-kolommen", "caseload_columns", "kolommen"),
    ("groepen", "cohorts", "/aanmelden/groepen/", "mehmet"),
    ("groep", "cohort", "groep", "mehmet"),
)  # fmt: skip
PARTNERS = _screens(
    "karin", DESK,
    ("verwijzingen-ontvangen", "referrals_received", "/verwijzingen/ontvangen/"),
    ("verwijzing", "referral", "verwijzing-sami"),
    ("verwijzing-stap", "referral_step", "verwijzing-sami/aannemen/"),
    ("verwijzen-wie", "refer", "/verwijzingen/nieuw/"),
    ("verwijzen-hulp", "refer_step", "concept/hulp/", "fatima"),
    ("verwijzen-waarom", "refer_step", "concept/waarom/", "fatima"),
    ("verwijzen-delen", "refer_step", "concept/delen/", "fatima"),
    ("verwijzingen-verstuurd", "referrals_sent", "/verwijzingen/verstuurd/", "fatima"),
    ("verwijzingen-wacht-te-lang", "referrals_escalated", "/verwijzingen/wacht-te-lang/", "mehmet"),
    ("menukaart", "catalogue", "/verwijzingen/menukaart/"),
    ("menukaart-dienst", "catalogue_service", "dienst"),
    ("ons-aanbod", "our_offer", "/verwijzingen/aanbod/"),
    ("ons-aanbod-nakijken", "our_offer_change", "aanbod"),
    ("ons-team", "our_team", "/verwijzingen/team/"),
    ("afwezig", "our_absence", "/verwijzingen/team/afwezig/", "fatima"),
    ("praktijkleren", "learning", "/verwijzingen/praktijkleren/", "rik"),
)  # fmt: skip
BY_MAIL = _screens(
    "team", PHONE,
    ("per-mail-link", "mailbox_link", "mail-link", "visitor"),
    ("per-mail-code", "mailbox_code", "/verwijzingen/per-mail/code/", "half"),
    ("per-mail-lijst", "mailbox_home", "/verwijzingen/per-mail/"),
    ("per-mail-verwijzing", "mailbox_referral", "mail"),
    ("per-mail-stap", "mailbox_step", "mail/aannemen/"),
)  # fmt: skip
COACH = _screens(
    "fatima", DESK,
    ("vandaag", "admin:index", "/admin/"),
    ("aanmeldingen", "admin:registrations", "/admin/aanmeldingen/"),
    ("mijn-kandidaten", "admin:my_candidates", "/admin/kandidaten/mijn/"),
    ("kandidaten", "admin:candidates", "/admin/kandidaten/"),
    ("lijsten", "admin:lists", "/admin/kandidaten/lijsten/"),
    ("lijst-bewaren", "admin:list_save", "/admin/kandidaten/lijsten/bewaar/?signaal=te-laat"),
    ("samen", "admin:together_step", "samen"),
    ("beoordelen", "admin:triage", "dossier-noor/beoordelen/", "ingrid"),
    ("brief-elders", "admin:triage_letter", "dossier-joke/brief-elders/", "ingrid"),
    ("korte-vraag", "admin:short_question", "/admin/korte-vraag/", "ingrid"),
    ("dubbel", "admin:duplicates", "/admin/dubbel/", "ingrid"),
    ("samenvoegen", "admin:duplicate_merge", "samenvoegen", "ingrid"),
)  # fmt: skip
DOSSIER = _screens(
    "fatima", DESK,
    ("dossier", "admin:dossier", "dossier-sami/"),
    ("dossier-intake", "admin:dossier", "dossier-sami/?deel=intake"),
    ("dossier-plan", "admin:dossier", "dossier-sami/?deel=plan"),
    ("dossier-inzet", "admin:dossier", "dossier-sami/?deel=inzet"),
    ("dossier-kansen", "admin:dossier", "dossier-sami/?deel=kansen"),
    ("dossier-verwijzingen", "admin:dossier", "dossier-sami/?deel=verwijzingen"),
    ("dossier-tijdlijn", "admin:dossier", "dossier-sami/?deel=tijdlijn"),
    ("dossier-toegang", "admin:dossier", "dossier-sami/?deel=toegang"),
    ("dossier-samenvatting", "admin:dossier_summary", "dossier-sami/samenvatting/"),
    ("dossier-werkprofiel", "admin:dossier_profile", "dossier-sami/werkprofiel/tijden/"),
    ("dossier-delen", "admin:dossier_sharing", "dossier-sami/delen/"),
    ("dossier-delen-met", "admin:dossier_sharing_of", "delen"),
    ("dossier-ritme", "admin:dossier_rhythm", "dossier-sami/ritme/"),
    ("dossier-uitstel", "admin:dossier_snooze", "dossier-anneke/uitstel/te-laat/"),
    ("dossier-van-werk-naar-werk", "admin:dossier_work_to_work", "dossier-sami/van-werk-naar-werk/"),
    ("dossier-nood", "admin:dossier_emergency", "dossier-sami/nood/", "jan"),
    ("werk-gevonden", "admin:work_found", "dossier-sami/werk/"),
    ("nazorg", "admin:aftercare", "nazorg"),
    ("afspraak", "admin:appointment_book", "dossier-sami/afspraak/"),
    ("afsluiten", "admin:case_close", "dossier-kees/afsluiten/"),
    ("heropenen", "admin:case_reopen", "dossier-bas/heropenen/"),
)  # fmt: skip
PLAN = _screens(
    "fatima", DESK,
    ("plan-maken", "admin:plan_make", "dossier-olena/plan/maak/"),
    ("plan-doel", "admin:plan_goal_new", "dossier-anneke/plan/doel/"),
    ("plan-stap", "admin:plan_step_new", "dossier-anneke/plan/stap/"),
    ("plan-beroep", "admin:plan_occupation", "dossier-anneke/plan/beroep/"),
    ("plan-akkoord", "admin:plan_agreed", "dossier-ahmad/plan/akkoord/"),
    ("plan-besproken", "admin:plan_review", "dossier-sami/plan/besproken/"),
    ("plan-gaat-niet-door", "admin:plan_step_skip", "stap/gaat-niet-door/"),
    ("plan-print", "admin:plan_paper", "dossier-sami/plan/print/"),
)  # fmt: skip
GRANTS = _screens(
    "fatima", DESK,
    ("inzet-vraag", "admin:grant_ask", "dossier-sami/inzet/vraag/"),
    ("inzet", "admin:grant", "inzet-beslissen"),
    ("inzet-nagaan", "admin:grant_check", "inzet-leren/nagaan/"),
    ("inzet-praktijk", "admin:grant_practice", "inzet-leren/praktijk/"),
    ("inzet-einde", "admin:grant_end", "inzet-loopt/einde/"),
    ("inzet-intrekken", "admin:grant_withdraw", "inzet-leren/intrekken/"),
    ("budget", "admin:budget", "/admin/budget/", "bea"),
    ("budget-pot", "admin:budget_pot", "scholing", "bea"),
    ("budget-toevoegen", "admin:budget_put_in", "/admin/budget/toevoegen/", "bea"),
    ("budget-terug", "admin:budget_correct", "terug-scholing", "bea"),
    ("budget-besluit", "admin:budget_grant", "geld-beslissen", "bea"),
    ("budget-betaling", "admin:budget_pay", "geld-loopt/betaal/", "bea"),
)  # fmt: skip
WORK = _screens(
    "fatima", DESK,
    ("kans-wegleggen", "admin:opportunity_dismiss", "wegleggen"),
    ("kans-antwoord", "admin:opportunity_answer", "antwoord"),
    ("kans-profiel", "admin:opportunity_profile", "profiel"),
    ("kans-uitleg", "admin:opportunity_explanation", "uitleg"),
    ("waarom-niet", "admin:why_not", "dossier-sami/waarom-niet/?q=ober"),
    ("waarom-niet-antwoord", "admin:why_not_answer", "waarom-niet"),
    ("scholing-kandidaat", "admin:dossier_training", "dossier-sami/scholing/"),
    ("scholing", "admin:trainings", "/admin/scholing/"),
    ("vacatures", "admin:matching_vacancy_changelist", "/admin/matching/vacancy/", "daan"),
    ("vacature", "admin:vacancy", "vacature", "daan"),
    ("vacature-typen", "admin:vacancy_add", "/admin/vacatures/nieuw/", "daan"),
    ("vacature-wie-past", "admin:vacancy_people", "vacature/kandidaten/"),
    ("van-werkgevers", "admin:employer_notices", "/admin/van-werkgevers/", "daan"),
    ("van-werkgever", "admin:employer_notice", "bericht", "daan"),
    ("vacatures-nakijken", "admin:vacancy_flags", "/admin/vacatures-nakijken/", "mehmet"),
)  # fmt: skip
STEERING = _screens(
    "els", DESK,
    ("cijfers", "admin:figures", "/admin/cijfers/"),
    ("cijfers-dossiers", "admin:figures_cases", "dossiers", "mehmet"),
    ("cijfers-aanmelding", "admin:triage_figures", "/admin/cijfers/aanmelding/"),
    ("eerlijk", "admin:fairness", "/admin/eerlijk/"),
    ("gewichten", "admin:weights", "/admin/gewichten/", "bram"),
    ("gewichten-nieuw", "admin:weights_propose", "/admin/gewichten/nieuw/AM09/", "bram"),
    ("partners", "admin:organisations", "/admin/partners/overzicht/", "mehmet"),
    ("partner", "admin:organisation", "partner", "mehmet"),
    ("partner-voorstel", "admin:organisation_propose", "/admin/partners/overzicht/voorstel/", "bram"),
    ("mailboxen", "admin:mailboxes", "/admin/mailboxen/", "mehmet"),
    ("mensen", "admin:people", "/admin/mensen/", "bram"),
    ("mensen-uitnodigen", "admin:people_invite", "/admin/mensen/uitnodigen/", "bram"),
    ("mensen-vertrek", "admin:people_leave", "vertrek/vertrek/", "bram"),
    ("beheer", "admin:settings", "/admin/beheer/", "bram"),
    ("beheer-lijst", "admin:services_service_changelist", "/admin/services/service/", "mehmet"),
    ("beheer-formulier", "admin:partners_membership_add", "/admin/partners/membership/add/", "bram"),
    ("logboek", "admin:log", "/admin/logboek/", "pieter"),
    ("logboek-dossier", "admin:client_access", "logboek-dossier", "pieter"),
    ("toegang", "admin:access_reviews", "/admin/toegang/", "pieter"),
    ("toegang-nakijken", "admin:access_review", "toegang", "pieter"),
    ("nood", "admin:emergencies", "/admin/nood/", "pieter"),
    ("nood-zoeken", "admin:emergency_find", "/admin/nood/zoek/", "ingrid"),
    ("wissen", "admin:erasures", "/admin/wissen/", "pieter"),
)  # fmt: skip
SCREENS = (
    *REGISTERING, *OWN_PAGE, *EMPLOYER, *COMING_IN, *FOR_SOMEBODY, *PARTNERS, *BY_MAIL, *COACH, *DOSSIER, *PLAN,
    *GRANTS, *WORK, *STEERING,
)  # fmt: skip
