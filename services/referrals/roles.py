"""Which roles send referrals, and which receive them."""

from partners.models import Role

MAY_SEND = (Role.COACH, Role.INTAKE_WORKER, Role.REFERRER, Role.SCHOOL_MENTOR, Role.SBB_ADVISER)
MAY_RECEIVE = (Role.RECEIVER, Role.DEBT_WORKER, Role.COACH, Role.INTAKE_WORKER, Role.SBB_ADVISER, Role.SCHOOL_MENTOR)
DEBT_ROLES = (Role.DEBT_WORKER,)
