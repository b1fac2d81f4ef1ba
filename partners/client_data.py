"""What is kept about access to a person, and of staff (see :mod:`rmt_portal.client_data`)."""

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, Subject, declare

_ACCOUNT = "zolang het account bestaat; gesloten accounts 1 jaar (voorstel)"
_STAFF = "gaat over een medewerker"

declare(
    PersonalTable(
        "partners.AccessGrant", "client_id", "wie de persoon mocht zien, waarom en tot wanneer", AtErasure.KEPT,
        "aantonen wie toegang had; alleen het nummer van de persoon blijft", "5 jaar na het einde (voorstel)", True,
        "de persoon mag weten wie toegang had",
        {
            DataClass.PROCESS: "layer purpose legal_basis source_kind source_id client_id",
            DataClass.SENSITIVE: "categories",
        },
        no_policy="de muur zelf leest deze tabel; er staan alleen nummers in",
    ),
    PersonalTable(
        "partners.EmergencyAccess", "client_id", "wie een dossier in nood opende, en waarom", AtErasure.DETACHED,
        "aantonen dat de nood echt was; de uitleg wordt leeggemaakt", "5 jaar (voorstel)", True,
        "de persoon mag weten wie het dossier opende",
        {
            DataClass.PROCESS: "client_id reason explanation_erased_at verdict reviewed_at",
            DataClass.FREE_TEXT: "explanation",
        },
        also_open="partners_emergencyaccess.region_id = ANY ((SELECT row_regions_as('privacy_officer'))::bigint[])",
    ),
    PersonalTable(
        "partners.Invitation", "email", "uitnodigingen voor collega's", AtErasure.GOES, "alleen om te laten beginnen",
        "1 jaar na het einde (voorstel)", False, _STAFF,
        {DataClass.CONTACT: "email", DataClass.SECRET: "token_hash public_id", DataClass.PROCESS: "roles"},
        Subject.STAFF,
    ),
    PersonalTable(
        "partners.User", "pk", "medewerkers", AtErasure.DETACHED,
        "wie wat deed moet bekend blijven zolang het logboek bestaat; contactgegevens worden leeggemaakt", _ACCOUNT,
        False, _STAFF,
        {
            DataClass.IDENTITY: "name",
            DataClass.CONTACT: "email phone",
            DataClass.SECRET: "password",
            DataClass.PROCESS: "last_login active_since closes_on",
        },
        Subject.STAFF,
    ),
    PersonalTable(
        "partners.Membership", "user", "rollen van medewerkers", AtErasure.KEPT, "aantonen wie welke rol had", _ACCOUNT,
        False, _STAFF, {DataClass.PROCESS: "role active_from active_until"}, Subject.STAFF,
    ),
    PersonalTable(
        "partners.Absence", "user", "wie weg is en wie vervangt", AtErasure.GOES, "alleen voor de vervanging",
        "1 jaar (voorstel)", False, _STAFF, {DataClass.PROCESS: "from_on until_on"}, Subject.STAFF,
    ),
    PersonalTable(
        "partners.AccessReview", "reviewer", "wie de toegang van collega's nakeek", AtErasure.KEPT,
        "aantonen dat de toegang wordt nagekeken (BIO 8.02.01)", "5 jaar (voorstel)", False, _STAFF,
        {DataClass.PROCESS: "role at people"}, Subject.STAFF,
    ),
    PersonalTable(
        "partners.OrganisationContact", "pk", "contactpersonen van organisaties", AtErasure.GOES,
        "gaat als de persoon of de organisatie geen contact meer is", "zolang het klopt (voorstel)", False, _STAFF,
        {DataClass.IDENTITY: "name", DataClass.CONTACT: "phone email", DataClass.PROCESS: "about reachable"},
        Subject.STAFF,
    ),
    PersonalTable(
        "mfa.Authenticator", "user", "tweede factoren", AtErasure.GOES, "nergens anders voor", _ACCOUNT, False, _STAFF,
        {DataClass.SECRET: "data", DataClass.PROCESS: "type"}, Subject.STAFF,
    ),
    PersonalTable(
        "account.EmailAddress", "user", "adressen van het inlogpakket (ongebruikt)", AtErasure.GOES,
        "gaat met het account", _ACCOUNT, False, _STAFF, {DataClass.CONTACT: "email"}, Subject.STAFF,
    ),
    PersonalTable(
        "socialaccount.SocialAccount", "user", "het nummer dat de server van de eigen organisatie geeft",
        AtErasure.GOES, "gaat met het account", _ACCOUNT, False, _STAFF,
        {DataClass.IDENTITY: "uid extra_data", DataClass.PROCESS: "provider"}, Subject.STAFF,
    ),
)  # fmt: skip
