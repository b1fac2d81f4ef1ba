"""Vacancies from files: read, understood, checked, stored (docs/vacancies.md)."""
