"""What the log keeps about a person (see :mod:`rmt_portal.client_data`)."""

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, declare

declare(
    PersonalTable(
        "audit.AuditLine", "client_ids", "wie wat met het dossier deed of las", AtErasure.KEPT,
        "verantwoording en opsporen van misbruik (AVG art. 5 lid 2, BIO 8.15); alleen nummers, geen waarden",
        "5 jaar (voorstel)", True, "de persoon mag weten wie keek",
        {
            DataClass.PROCESS: "action object_kind object_ids client_ids fields result reasons origin actor_id "
            "organisation_id purpose trace_id region_ids",
        },
        no_policy="alleen nummers; iedereen schrijft erin, alleen wie het logboek mag lezen leest",
    ),
)  # fmt: skip
