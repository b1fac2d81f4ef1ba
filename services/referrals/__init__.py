"""A referral from one organisation to another: its life, who may do what in it, its clock and its words."""
