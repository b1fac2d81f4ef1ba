"""How the ranking works out for groups of people. What is read here of a person never reaches the engine.

The report is made from stored lists and counts; only this package reads the groups (MATCHING 4, DECISIONS 15). A test
walks the imports: nothing that makes a ranking imports it.
"""

from matching.fairness.report import report

__all__ = ["report"]
