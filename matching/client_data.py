"""What the ranking keeps of a person (see :mod:`rmt_portal.client_data`)."""

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, Subject, declare

declare(
    PersonalTable(
        "matching.MatchList", "client", "de gerangschikte kansen van een persoon", AtErasure.GOES,
        "volgt uit het profiel en is zo opnieuw te maken", "tot de volgende berekening, hoogstens met het dossier",
        True, "de persoon mag zien welke kansen wij zagen, en waarom",
        {DataClass.WORK: "profile_version n_new vacancy_ids scores gates reasons confidences components"},
    ),
    PersonalTable(
        "matching.TrainingGain", "client", "hoeveel werk elke opleiding voor een persoon opent", AtErasure.GOES,
        "volgt uit het profiel en is zo opnieuw te maken", "tot de volgende berekening, hoogstens met het dossier",
        True, "de persoon mag zien welke opleiding wat opent",
        {DataClass.WORK: "profile_version now with_training vacancies service_ids gains vacancy_ids computed_at"},
    ),
    PersonalTable(
        "matching.VacancyCandidate", "client", "voor welke vacatures een persoon bij de besten hoorde", AtErasure.GOES,
        "volgt uit het profiel en is zo opnieuw te maken", "tot de vacature dicht is, hoogstens 30 dagen",
        True, "de persoon mag zien voor welk werk wij aan hem dachten",
        {DataClass.WORK: "place score gate reasons confidence is_return"},
    ),
    PersonalTable(
        "matching.MatchChunk", "client_ids", "welke personen in een stuk van een berekening zitten", AtErasure.GOES,
        "alleen nummers, voor het werk van één nacht", "met de berekening", False, "zegt niets over de persoon",
        {DataClass.PROCESS: "client_ids number state owner seconds attempts error"},
        no_policy="alleen nummers, voor de werker",
    ),
    PersonalTable(
        "matching.FrozenExplanation", "client", "waarom werk wel of niet bij een persoon paste, zoals het gezegd is",
        AtErasure.DETACHED, "nagaan hoe de computer rekende, zonder persoon; de woorden worden leeggemaakt",
        "met het dossier; zonder persoon 2 jaar (voorstel)", True, "de persoon mag nalezen wat hem is verteld",
        {
            DataClass.WORK: "components confidence gate reasons score rank is_return profile_version",
            DataClass.FREE_TEXT: "words", DataClass.PROCESS: "engine vacancy_version weights frozen_at",
        },
    ),
    PersonalTable(
        "matching.MatchDecision", "client", "wat een coach en de persoon over een kans besloten", AtErasure.DETACHED,
        "welke kansen werk opleverden, zonder persoon; het getoonde profiel wordt leeggemaakt",
        "met het dossier; zonder persoon 2 jaar (voorstel)", True, "het gaat over het werk van de persoon",
        {
            DataClass.WORK: "dismiss_reason employer max_minutes_before max_minutes_set hidden_until work_hidden_until",
            DataClass.FREE_TEXT: "shown_profile",
            DataClass.PROCESS: "public_id state decided_at coach_said_yes_at client_said_yes_at first_seen_at shown_at",
        },
    ),
    PersonalTable(
        "matching.MatchDecisionEvent", "decision__client", "wat er met een kans gebeurde", AtErasure.DETACHED,
        "het verloop, zonder persoon; de reden wordt leeggemaakt", "met het besluit", True,
        "het verloop hoort bij de persoon",
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "matching.MatchQuestion", "client", "vragen van een coach waarom werk niet in de lijst staat", AtErasure.GOES,
        "alleen nodig om te lezen", "met het dossier", True, "het gaat over het werk van de persoon",
        {DataClass.WORK: "changes better", DataClass.PROCESS: "asked_at answered_at"},
    ),
    PersonalTable(
        "matching.Employer", "pk", "contactpersonen van werkgevers", AtErasure.GOES,
        "gaat als de persoon geen contact meer is, of op verzoek", "zolang het klopt (voorstel)", False,
        "gaat over een medewerker van een werkgever",
        {
            DataClass.IDENTITY: "contact_name", DataClass.CONTACT: "contact_phone contact_email",
            DataClass.FREE_TEXT: "notes", DataClass.PROCESS: "name trade_number place added_at",
        },
        Subject.STAFF,
    ),
    PersonalTable(
        "matching.EmployerNotice", "pk", "wie namens een werkgever iets doorgaf", AtErasure.GOES,
        "wie het was is leeg een jaar nadat het klaar is; de functie en het aantal blijven", "1 jaar (voorstel)",
        False, "gaat over een medewerker van een werkgever",
        {
            DataClass.IDENTITY: "contact_name", DataClass.CONTACT: "contact_phone contact_email postcode",
            DataClass.FREE_TEXT: "text", DataClass.SECRET: "fingerprint",
            DataClass.PROCESS: "kind company trade_number place function people hours parting starts_on ends_on state "
            "received_at closed_at contact_forgotten_at",
        },
        Subject.STAFF,
    ),
)  # fmt: skip
