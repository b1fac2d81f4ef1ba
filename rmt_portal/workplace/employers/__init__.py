"""Employers, the vacancies staff types, and what employers leave with us."""
