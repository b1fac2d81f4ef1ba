"""What referrals keep of a person and of staff (see :mod:`rmt_portal.client_data`)."""

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, Subject, declare

_TERM = "bij de ontvanger 30 dagen na het einde; verder met het dossier (voorstel)"

declare(
    PersonalTable(
        "services.Referral", "client", "verwijzingen", AtErasure.DETACHED,
        "antwoordtijden en uitkomsten per partner, zonder persoon; teksten worden leeggemaakt", _TERM, True,
        "status en uitkomst horen bij de persoon",
        {
            DataClass.FREE_TEXT: "why done_before basis_note receiver_name",
            DataClass.PROCESS: "reference urgency state legal_basis disclosed requested_on answer_due_on first_talk_on "
            "review_on decline_reason decline_until outcome debt_phase debt_phase_on info_requests remind_on deputy_on "
            "escalate_on expires_on paused_on paused_days",
        },
        also_open="services_referral.sender_organisation_id || ':' || services_referral.region_id"
        " = ANY ((SELECT row_my_places())::text[])"
        " OR services_referral.receiver_organisation_id || ':' || services_referral.region_id"
        " = ANY ((SELECT row_my_places())::text[])",
    ),
    PersonalTable(
        "services.ReferralEvent", "referral__client", "wat er met een verwijzing gebeurde", AtErasure.DETACHED,
        "doorlooptijden, zonder persoon; de reden wordt leeggemaakt", _TERM, True, "het verloop hoort bij de persoon",
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "services.ReferralMessage", "referral__client", "vragen, antwoorden en terugkoppeling", AtErasure.GOES,
        "vrije tekst kan gevoelig zijn", _TERM, True, "het gaat over de persoon",
        {DataClass.FREE_TEXT: "text", DataClass.PROCESS: "kind"},
    ),
    PersonalTable(
        "services.ReferralConcept", "case__client", "een verwijzing die nog geschreven wordt", AtErasure.GOES,
        "nog niet verstuurd", "tot het versturen of weggooien", False,
        "kladwerk van een medewerker; na versturen staat de tekst in de verwijzing",
        {DataClass.FREE_TEXT: "answers", DataClass.PROCESS: "public_id"},
    ),
    PersonalTable(
        "services.MailboxLink", "referral__client", "links waarmee een organisatie zonder account antwoordt",
        AtErasure.GOES, "alleen om te openen", "30 dagen nadat de link stopte", False, "een sleutel, geen gegeven",
        {DataClass.SECRET: "token_hash", DataClass.PROCESS: "referral_version"},
    ),
    PersonalTable(
        "services.Mailbox", "address", "mailboxen van organisaties zonder account", AtErasure.KEPT,
        "aantonen wie voor de organisatie antwoordde", "zolang verwijzingen ernaar bestaan (voorstel)", False,
        "van een organisatie, soms met een naam erin",
        {DataClass.CONTACT: "address", DataClass.SECRET: "token_hash public_id"}, Subject.STAFF,
    ),
    PersonalTable(
        "services.StaffChoice", "user", "hoe iemand van verwijzingen wil horen", AtErasure.GOES, "gaat met het account",
        "zolang het account bestaat", False, "gaat over een medewerker",
        {DataClass.PROCESS: "daily"}, Subject.STAFF,
    ),
    PersonalTable(
        "services.ServiceRating", "user", "wat medewerkers van diensten vonden", AtErasure.GOES, "gaat met het account",
        "zolang het account bestaat", False, "gaat over een dienst, door een medewerker",
        {DataClass.FREE_TEXT: "note", DataClass.PROCESS: "stars"}, Subject.STAFF,
    ),
)  # fmt: skip

_PLAN_TERM = "met het dossier (voorstel)"
_PLAN_GOES = "doelen en stappen zijn vrije tekst en kunnen gevoelig zijn"

declare(
    PersonalTable(
        "services.ActionPlan", "client", "plannen van aanpak, per versie", AtErasure.DETACHED,
        "doorlooptijden tot een plan, zonder persoon", _PLAN_TERM, True, "het is het plan van de persoon",
        {
            DataClass.PROCESS: "public_id number template_code state proposed_at agreed_at starts_on review_on "
            "ended_at made_at",
        },
    ),
    PersonalTable(
        "services.PlanEvent", "plan__client", "wat er met een plan gebeurde", AtErasure.DETACHED,
        "doorlooptijden, zonder persoon; wat iemand anders wilde wordt leeggemaakt", _PLAN_TERM, True,
        "het verloop hoort bij de persoon",
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "services.PlanGoal", "plan__client", "doelen", AtErasure.GOES, _PLAN_GOES, _PLAN_TERM, True,
        "het is het plan van de persoon",
        {DataClass.FREE_TEXT: "text", DataClass.SENSITIVE: "domain", DataClass.PROCESS: "position"},
    ),
    PersonalTable(
        "services.TargetOccupation", "plan__client", "werk waar het plan naartoe gaat", AtErasure.GOES,
        "hoort bij het plan", _PLAN_TERM, True, "het is het plan van de persoon",
        {DataClass.WORK: "occupation", DataClass.PROCESS: "position"},
    ),
    PersonalTable(
        "services.PlanStep", "plan__client", "stappen", AtErasure.GOES, _PLAN_GOES, _PLAN_TERM, True,
        "het is het plan van de persoon",
        {
            DataClass.FREE_TEXT: "text partner_name",
            DataClass.PROCESS: "owner fixed_on days position state settled_at",
        },
    ),
    PersonalTable(
        "services.PlanStepEvent", "step__plan__client", "wat er met een stap gebeurde", AtErasure.GOES,
        "gaat met de stap", _PLAN_TERM, True, "het verloop hoort bij de persoon",
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "services.PlanAgreement", "plan__client", "wie akkoord ging met een plan", AtErasure.GOES,
        "de naam van de persoon staat erin", _PLAN_TERM, True, "de persoon gaf zelf akkoord",
        {DataClass.IDENTITY: "name", DataClass.PROCESS: "party at how recorded_at void_at"},
    ),
    PersonalTable(
        "services.PlanReview", "plan__client", "besprekingen van het plan", AtErasure.GOES, _PLAN_GOES, _PLAN_TERM,
        True, "het gaat over de persoon",
        {DataClass.FREE_TEXT: "note", DataClass.PROCESS: "at next_on"},
    ),
)  # fmt: skip

_GRANT_TERM = "met het dossier (voorstel)"
_LEARNING_FOLLOWED = (
    "services_servicegrant.kind = 'practice_learning' AND"
    " (services_servicegrant.region_id = ANY ((SELECT row_regions_as('sbb_adviser'))::bigint[])"
    " OR (services_servicegrant.region_id = ANY ((SELECT row_regions_as('school_mentor'))::bigint[])"
    " AND services_servicegrant.provider_id || ':' || services_servicegrant.region_id"
    " = ANY ((SELECT row_my_places())::text[])))"
)
_GRANT_WHY = "kosten en uitkomsten per dienst, zonder persoon"

declare(
    PersonalTable(
        "services.ServiceGrant", "client", "inzet: wat voor iemand is aangevraagd, besloten en gedaan",
        AtErasure.DETACHED, f"{_GRANT_WHY}; teksten worden leeggemaakt", _GRANT_TERM, True, "het gaat over de persoon",
        {
            DataClass.FREE_TEXT: "why why_second",
            DataClass.PROCESS: "public_id reference kind state amount starts_on ends_on requested_at decide_by "
            "decided_at started_on ended_on requested_for_id",
        },
        # Who decides about the money of a region has the request, and not the person; so have, for learning at a
        # company, the school that gives it and who advises on it.
        also_open="services_servicegrant.region_id = ANY ((SELECT row_regions_as('budget_holder'))::bigint[])"
        f" OR {_LEARNING_FOLLOWED}",
    ),
    PersonalTable(
        "services.GrantEvent", "grant__client", "wat er met inzet gebeurde", AtErasure.DETACHED,
        "doorlooptijden, zonder persoon; de reden wordt leeggemaakt", _GRANT_TERM, True,
        "het verloop hoort bij de persoon",
        {DataClass.PROCESS: "event from_state to_state trace_id organisation_id", DataClass.FREE_TEXT: "reason"},
    ),
    PersonalTable(
        "services.GrantGoal", "grant__client", "voor welk doel inzet was en wat eruit kwam", AtErasure.GOES,
        "hoort bij het doel", _GRANT_TERM, True, "het gaat over de persoon", {DataClass.PROCESS: "outcome"},
    ),
    PersonalTable(
        "services.RegularCheck", "grant__client", "of iemand anders het al betaalde", AtErasure.DETACHED,
        "aantonen dat het geld aanvullend was", _GRANT_TERM, True, "het gaat over de persoon",
        {DataClass.PROCESS: "source result checked_on"},
    ),
    PersonalTable(
        "services.JointAgreement", "grant__client", "welke partner akkoord was met maatwerk", AtErasure.DETACHED,
        "aantonen dat er samen besloten is", _GRANT_TERM, True, "het gaat over de persoon",
        {DataClass.PROCESS: "agreed_on"},
    ),
    PersonalTable(
        "services.PracticeLearning", "grant__client", "leerbedrijf, reserveringsnummer en overeenkomsten",
        AtErasure.GOES, "het nummer wijst bij een ander naar de persoon", _GRANT_TERM, True, "het gaat over de persoon",
        {
            DataClass.IDENTITY: "reservation_number",
            DataClass.PROCESS: "practice_on education_on placement_on",
        },
        # The grant has its own policy, so a school reaches no more than what it gives itself.
        also_open="services_practicelearning.grant_id IN (SELECT g.id FROM services_servicegrant g WHERE g.region_id"
        " = ANY ((SELECT row_regions_as('sbb_adviser') || row_regions_as('school_mentor'))::bigint[]))",
    ),
    PersonalTable(
        "services.BudgetEntry", "grant__client", "boekingen in een pot van de regio", AtErasure.KEPT,
        "verantwoording van geld; er staat geen persoon in", "zeven jaar na het jaar (voorstel)", False,
        "de boekhouding van de regio; wat iets kostte staat bij de inzet",
        {DataClass.PROCESS: "kind source target amount why invoice"},
        also_open="services_budgetentry.pot_id IN (SELECT p.id FROM services_budgetpot p WHERE p.region_id = ANY"
        " ((SELECT row_regions_as('budget_holder') || row_regions_as('regional_manager'))::bigint[]))",
    ),
)  # fmt: skip
