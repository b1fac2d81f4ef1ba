"""What the queue keeps about a person (see :mod:`rmt_portal.client_data`)."""

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, declare

declare(
    PersonalTable(
        "outbox.OutboxItem", "payload", "werk dat wacht, met nummers van wie het gaat", AtErasure.GOES,
        "alleen nummers; afgerond werk wordt opgeruimd", "30 dagen na afronding (voorstel)", False,
        "zegt niets over de persoon", {DataClass.PROCESS: "key kind payload trace_id last_error attempts deaths"},
        no_policy="alleen nummers; iedereen zet er werk in, de werker leest het",
    ),
)  # fmt: skip
