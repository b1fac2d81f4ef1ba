"""Employers: the register, the public page, and what they leave with us."""
