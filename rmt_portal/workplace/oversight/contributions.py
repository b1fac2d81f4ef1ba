"""What the pages of oversight put on Vandaag."""

from rmt_portal.workplace.oversight import access_review, emergency_list

OVERSIGHT = (emergency_list.WAITING, access_review.DUE)
