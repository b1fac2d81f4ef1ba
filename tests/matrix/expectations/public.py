"""What everybody reaches: the start page, the information, registering and the second part."""

from tests.matrix.asking import GONE, METHOD, MOVED, OK
from tests.matrix.expectations.outcomes import Row, everyone, public

PUBLIC: dict[str, Row] = {
    # --- for everyone ---------------------------------------------------------------------------------------------
    "healthz": public(),
    "readyz": public(),
    "start": public(),
    "privacy": public(),
    "accessibility": public(),
    "complaint": public(),
    "how_matching_works": public(),
    "algorithm_json": public(),
    "algorithm_csv": public(),
    "money_help": public(),
    "interpreter": public(),
    "robots_txt": public(),
    "security_txt": public(),
    "region_theme": public(),
    "occupation_suggestions": public(),
    # --- registration: everyone has a draft of their own; whoever has none is led to the beginning ------------------
    "registration": Row(everyone(MOVED, registering=OK), everyone(MOVED)),
    "registration_check": Row(everyone(MOVED, registering=OK), everyone(MOVED)),
    "registration_done": public(MOVED),
    "registration_money": public(MOVED, registering=OK),
    "registration_elsewhere": Row(everyone(MOVED), everyone(MOVED)),
    "registration_wipe": Row(everyone(), everyone(MOVED)),
    "registration_wiped": public(),
    "registration_wiped_after_sending": public(),
    "registration_later": Row(everyone(MOVED, registering=OK), everyone(MOVED, registering=OK)),
    "registration_later_sent": public(MOVED, registering=OK),
    "registration_resume": Row(everyone(GONE), everyone(GONE), {"own": everyone()}, {"own": everyone(MOVED)}),
    "registration_question": Row(everyone(), everyone()),
    "registration_team": Row(everyone(), everyone()),
    "region_start": public(),
    # --- the second part: for who just registered or used a link; nobody of the cast did, so all are shown how -------
    "profile": Row(everyone(MOVED), everyone(METHOD)),
    "profile_done": Row(everyone(MOVED), everyone(METHOD)),
    "profile_later": Row(everyone(MOVED), everyone(MOVED)),
    "profile_closed": public(),
    "profile_link": Row(everyone(GONE), everyone(GONE)),
    "profile_question": Row(everyone(MOVED), everyone(MOVED)),
}
