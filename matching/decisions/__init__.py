"""Decisions about opportunities: proposing, asking, laying aside, why not, and the explanation as it was given."""
