"""The money of a region: a pot per scheme and year, and a ledger to which is only added."""
