"""What the registration and the case keep of a person (see :mod:`rmt_portal.client_data`)."""

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, Subject, declare

_TERM = "2 jaar na het laatste contact in een gesloten dossier (voorstel)"
_MINE = "het zijn gegevens van de persoon zelf"
FOUND_BY_WORD = (
    r"sort_name LIKE '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'"
    r" OR word ~ '^[1-9]' AND starts_with(upper(postcode), upper(word))"
)
"""A part of a name, or the beginning of a postcode: a word that can not be one leaves PostgreSQL the index on names."""

declare(
    PersonalTable(
        "intake.Client", "pk", "de persoon", AtErasure.DETACHED,
        "de rij wordt leeggemaakt; een nummer zonder persoon houdt de tellingen bij elkaar", _TERM, True, _MINE,
        {
            DataClass.IDENTITY: "public_id first_name last_name sort_name birth_date",
            DataClass.CONTACT: "email phone contact_way contact_moment postcode has_no_address"
            " talk_language wants_interpreter",
            DataClass.PROCESS: "erased_on",
        },
        found_by=FOUND_BY_WORD,
    ),
    PersonalTable(
        "intake.Case", "client", "het dossier en de fase", AtErasure.DETACHED,
        "aantallen en doorlooptijden voor de verantwoording, zonder persoon", _TERM, True, _MINE,
        {
            DataClass.IDENTITY: "reference",
            DataClass.PROCESS: "state contact_due_on first_meeting_due_on next_action_on contact_every_days "
            "snoozed_until is_guided aftercare_due_on",
            DataClass.WORK: "situations",
            DataClass.FREE_TEXT: "next_action",
        },
    ),
    PersonalTable(
        "intake.CaseEvent", "case__client", "wat er met het dossier gebeurde", AtErasure.DETACHED,
        "doorlooptijden, zonder persoon; de reden wordt leeggemaakt", _TERM, True, _MINE,
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "intake.CaseAssignment", "case__client", "wie het dossier begeleidt", AtErasure.DETACHED,
        "caseload per organisatie, zonder persoon", _TERM, True, "de persoon mag weten wie begeleidde",
        {DataClass.PROCESS: "kind"},
        no_policy="alleen nummers: welke coach bij welk dossier; lijsten tellen erop, het dossier zelf is afgeschermd",
    ),
    PersonalTable(
        "intake.ContactTask", "case__client", "wat nog te doen is", AtErasure.GOES, "heeft zonder dossier geen doel",
        _TERM, True, _MINE, {DataClass.FREE_TEXT: "title", DataClass.PROCESS: "due_on"},
    ),
    PersonalTable(
        "intake.ContactMoment", "case__client", "gesprekken en notities", AtErasure.GOES,
        "vrije tekst kan gevoelig zijn", _TERM, True, "de notitie is voor de persoon te lezen",
        {DataClass.FREE_TEXT: "note", DataClass.PROCESS: "way"},
    ),
    PersonalTable(
        "intake.Consent", "client", "toestemmingen, ook ingetrokken", AtErasure.KEPT,
        "aantonen dat toestemming er was (AVG art. 7 lid 1); alleen het nummer van de persoon blijft",
        "5 jaar na intrekking of einde (voorstel)", True, _MINE,
        {DataClass.PROCESS: "purpose text_version given_how", DataClass.SENSITIVE: "category"},
    ),
    PersonalTable(
        "intake.WorkProfile", "client", "werkprofiel", AtErasure.GOES, "alleen voor de hulp", _TERM, True, _MINE,
        {
            DataClass.WORK: "wishes education education_direction hours_min hours_max transport max_km max_minutes "
            "last_hourly_wage other_languages shifts_refused",
            DataClass.FREE_TEXT: "own_skills not_wanted",
            DataClass.PROCESS: "told",
        },
    ),
    PersonalTable(
        "intake.WorkExperience", "profile__client", "eerder werk", AtErasure.GOES, "alleen voor de hulp", _TERM, True,
        _MINE, {DataClass.WORK: "own_words years", DataClass.PROCESS: "position"},
    ),
    PersonalTable(
        "intake.ProfileSkill", "profile__client", "vaardigheden", AtErasure.GOES, "alleen voor de hulp", _TERM, True,
        _MINE, {DataClass.WORK: "source is_confirmed", DataClass.FREE_TEXT: "told_as"},
    ),
    PersonalTable(
        "intake.WantedWork", "profile__client", "werk dat iemand wil", AtErasure.GOES, "alleen voor de hulp", _TERM,
        True, _MINE, {DataClass.WORK: "own_words", DataClass.PROCESS: "position"},
    ),
    PersonalTable(
        "intake.SpokenLanguage", "profile__client", "talen", AtErasure.GOES, "alleen voor de hulp", _TERM, True, _MINE,
        {DataClass.WORK: "language level"},
    ),
    PersonalTable(
        "intake.WorkAbility", "profile__client", "wat iemand kan met een aanpassing", AtErasure.GOES,
        "alleen voor de hulp", _TERM, True, _MINE, {DataClass.SENSITIVE: "adapted what_helps"},
    ),
    PersonalTable(
        "intake.ProfileLink", "client", "een link om later meer te vertellen", AtErasure.GOES,
        "heeft zonder dossier geen doel", "14 dagen", False, "de persoon heeft de link zelf",
        {DataClass.SECRET: "public_id"},
    ),
    PersonalTable(
        "intake.Registration", "client", "de aanmelding", AtErasure.DETACHED,
        "aantallen per deur, zonder persoon; de gevoelige antwoorden worden leeggemaakt", _TERM, True, _MINE,
        {
            DataClass.SENSITIVE: "also_true wants_money_help",
            DataClass.WORK: "situation",
            DataClass.PROCESS: "channel",
            DataClass.SECRET: "draft_key",
        },
    ),
    PersonalTable(
        "intake.RegistrationDraft", "key", "antwoorden die nog niet verstuurd zijn", AtErasure.GOES,
        "nog niemands dossier", "14 dagen na het laatste antwoord, of meteen met de knop", False,
        "de persoon leest en wist dit zelf op het scherm; het hoort nog bij niemand",
        {DataClass.SECRET: "key", DataClass.SENSITIVE: "answers", DataClass.PROCESS: "channel"},
        no_policy="hoort nog bij niemand; alleen te vinden met de sleutel uit de sessie of de link",
    ),
    PersonalTable(
        "intake.ResumeLink", "draft", "een link om later verder te gaan", AtErasure.GOES, "gaat met het concept",
        "14 dagen, met het concept", False, "gaat met het concept",
        {DataClass.CONTACT: "email", DataClass.SECRET: "public_id"},
        no_policy="hoort bij een concept, en dat nog bij niemand",
    ),
    PersonalTable(
        "intake.SignInAsk", "address", "een vraag om een link naar de eigen pagina", AtErasure.GOES,
        "het adres wordt leeggemaakt zodra het is opgezocht", "1 dag", False,
        "hoort bij niemand: iedereen kan elk adres invullen",
        {DataClass.CONTACT: "address", DataClass.SECRET: "public_id"},
        no_policy="hoort bij niemand: iedereen kan elk adres invullen",
    ),
    PersonalTable(
        "intake.SignInKey", "client", "een link en code naar de eigen pagina", AtErasure.GOES, "alleen om in te loggen",
        "1 dag", False, "werkt een keer en is geheim",
        {DataClass.SECRET: "public_id link_hash code_hash"},
    ),
    PersonalTable(
        "intake.ClientCorrection", "client", "wat de persoon zelf verbeterde", AtErasure.GOES,
        "heeft zonder dossier geen doel", _TERM, True, _MINE,
        {DataClass.CONTACT: "before after", DataClass.PROCESS: "fields"},
    ),
    PersonalTable(
        "intake.Erasure", "client", "vragen en besluiten over wissen", AtErasure.DETACHED,
        "aantonen dat er gewist is en dat twee mensen het besloten; de uitleg wordt leeggemaakt",
        "5 jaar (voorstel)", True, "het is een besluit over de persoon",
        {DataClass.PROCESS: "why state due_on", DataClass.FREE_TEXT: "answer"},
    ),
    PersonalTable(
        "intake.ErasureEvent", "erasure__client", "de stappen naar het wissen", AtErasure.DETACHED,
        "aantonen wie besloot; de reden wordt leeggemaakt", "5 jaar (voorstel)", True, _MINE,
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "intake.Confirmation", "client", "of de persoon ja zei tegen wat een ander invulde", AtErasure.GOES,
        "heeft zonder aanmelding geen doel", _TERM, True, _MINE,
        {
            DataClass.PROCESS: "public_id way heard_on refused_why asked_for",
            DataClass.IDENTITY: "heard_by",
        },
    ),
    PersonalTable(
        "intake.ConfirmationKey", "confirmation__client", "een link of code om ja of nee te zeggen", AtErasure.GOES,
        "werkt 14 dagen, daarna van geen nut", "14 dagen", False, "een sleutel is geen gegeven over de persoon",
        {DataClass.SECRET: "public_id"},
    ),
)  # fmt: skip

declare(
    PersonalTable(
        "intake.UrgentSignal", "case__client", "wat niet kan wachten", AtErasure.GOES, "alleen om vandaag te bellen",
        _TERM, True, _MINE, {DataClass.SENSITIVE: "kind", DataClass.PROCESS: "call_on"},
    ),
    PersonalTable(
        "intake.TriageDecision", "case__client", "het besluit na de aanmelding, en waarom", AtErasure.DETACHED,
        "aantallen per besluit en reden, zonder persoon; toelichting en contactpersoon worden leeggemaakt", _TERM,
        True, _MINE,
        {
            DataClass.FREE_TEXT: "note",
            DataClass.SENSITIVE: "weighing",
            DataClass.PROCESS: "outcome reason proposed proposed_because warm_name warm_phone",
        },
    ),
    PersonalTable(
        "intake.FirstMeeting", "case__client", "de afspraak voor het eerste gesprek", AtErasure.DETACHED,
        "of de belofte van tien werkdagen is gehaald, zonder persoon", _TERM, True, _MINE, {DataClass.PROCESS: "way"},
    ),
    PersonalTable(
        "intake.AllocationProposal", "case__client", "welke coach is gevraagd, en waarom", AtErasure.GOES,
        "alleen om een coach te vinden", _TERM, True, "de persoon mag weten hoe de coach is gekozen",
        {DataClass.PROCESS: "reasons answer pass_reason"},
    ),
    PersonalTable(
        "intake.MatchKey", "client", "waaraan iemand wordt herkend die al bekend is", AtErasure.GOES,
        "afgeleid van de persoon", _TERM, False, "afgeleid van naam, geboortedatum, telefoon, e-mail en postcode",
        {DataClass.IDENTITY: "key", DataClass.PROCESS: "region_id"},
    ),
    PersonalTable(
        "intake.DuplicatePair", "first", "wie misschien twee keer bekend is, en wat een collega daarvan vond",
        AtErasure.GOES, "gaat over twee personen samen", _TERM, False, "de ander mag hiermee niet bekend worden",
        {DataClass.PROCESS: "evidence score verdict"},
    ),
    PersonalTable(
        "intake.ClientMerge", "kept", "wat is samengevoegd, en hoe het was", AtErasure.GOES,
        "alleen om terug te kunnen draaien", "30 dagen na het samenvoegen wordt de inhoud gewist", False,
        "het is een tijdelijke kopie van wat al in de download staat",
        {DataClass.SECRET: "gone_id gone_public_id snapshot"},
    ),
    PersonalTable(
        "intake.CaseloadFile", "brought_by", "een bestand met mensen die iemand al begeleidt", AtErasure.GOES,
        "de regels zijn nog niemands dossier", "14 dagen, of meteen met de knop", False,
        "gaat over een medewerker; het bestand zelf wordt niet bewaard",
        {DataClass.FREE_TEXT: "name headings", DataClass.PROCESS: "columns state", DataClass.SECRET: "public_id"},
        Subject.STAFF,
    ),
    PersonalTable(
        "intake.CaseloadLine", "file", "een regel van zo'n bestand", AtErasure.GOES,
        "wordt leeggemaakt zodra iemand is aangemeld; de rest gaat met het bestand", "14 dagen, met het bestand",
        False, "nog niemands dossier: wie het inlas, leest en wist dit zelf",
        {
            DataClass.SENSITIVE: "cells",
            DataClass.PROCESS: "number trouble outcome reason",
            DataClass.IDENTITY: "reference",
            DataClass.SECRET: "confirmation",
        },
        no_policy="hoort nog bij niemand; alleen te vinden voor wie het bestand inlas",
    ),
    PersonalTable(
        "intake.WorkToWork", "case__client", "wanneer het oude werk stopt en het nieuwe begint", AtErasure.DETACHED,
        "hoeveel mensen zonder gat van werk naar werk gingen, op de maand en zonder persoon", _TERM, True, _MINE,
        {DataClass.WORK: "old_work_ends_on new_work_starts_on"},
    ),
    PersonalTable(
        "intake.CoachProfile", "user", "wat een coach kan en hoeveel plek er is", AtErasure.GOES,
        "gaat over een medewerker", "zolang het account bestaat", False, "gaat over een medewerker",
        {DataClass.PROCESS: "max_cases languages groups"}, Subject.STAFF,
    ),
)  # fmt: skip

declare(
    PersonalTable(
        "intake.Placement", "case__client", "het werk dat iemand vond", AtErasure.DETACHED,
        "waar mensen terechtkomen, op de maand en zonder persoon; werkgever en functie in woorden worden leeggemaakt",
        _TERM, True, _MINE,
        {
            DataClass.IDENTITY: "employer_name employer_id",
            DataClass.FREE_TEXT: "function",
            DataClass.WORK: "contract hours wage_band starts_on is_work_to_work ended_on",
        },
    ),
    PersonalTable(
        "intake.Aftercare", "placement__case__client", "of iemand er na een tijd nog werkt", AtErasure.DETACHED,
        "hoeveel mensen na een half jaar nog werken, op de maand en zonder persoon", _TERM, True, _MINE,
        {DataClass.WORK: "result going", DataClass.PROCESS: "kind due_on held_on"},
    ),
    PersonalTable(
        "intake.CaseOutcome", "case__client", "hoe de hulp eindigde", AtErasure.DETACHED,
        "aantallen per uitkomst, op de maand en zonder persoon; de toelichting wordt leeggemaakt", _TERM, True, _MINE,
        {DataClass.WORK: "kind", DataClass.PROCESS: "ended_on", DataClass.FREE_TEXT: "note"},
    ),
    PersonalTable(
        "intake.ClientRating", "outcome__case__client", "het cijfer dat iemand aan de hulp gaf", AtErasure.DETACHED,
        "hoe tevreden mensen zijn, op de maand en zonder persoon", _TERM, True, _MINE,
        {DataClass.WORK: "grade trust chances"},
        own_only=True,
    ),
    PersonalTable(
        "intake.Appointment", "case__client", "afspraken", AtErasure.GOES, "heeft zonder dossier geen doel", _TERM,
        True, _MINE,
        {DataClass.PROCESS: "way minutes changes", DataClass.FREE_TEXT: "place", DataClass.SECRET: "public_id"},
    ),
)  # fmt: skip

declare(
    PersonalTable(
        "intake.RhythmChange", "case__client", "hoe vaak er contact is, zoals afgesproken", AtErasure.GOES,
        "heeft zonder dossier geen doel", _TERM, True, _MINE, {DataClass.PROCESS: "every_days"},
    ),
    PersonalTable(
        "intake.SignalSnooze", "case__client", "een signaal voor de coach dat even wacht, en waarom", AtErasure.GOES,
        "alleen om op tijd te bellen", _TERM, True, "de reden gaat over de persoon",
        {DataClass.PROCESS: "signal reason until_on", DataClass.FREE_TEXT: "note"},
    ),
    PersonalTable(
        "intake.SavedList", "user", "een bewaarde lijst van een medewerker: naam en filters", AtErasure.GOES,
        "gaat over een medewerker", "zolang het account bestaat", False, "gaat over een medewerker",
        {DataClass.PROCESS: "name filters"}, Subject.STAFF,
    ),
)  # fmt: skip
