"""Doing something for several candidates at once: never a decision about a person, and never without looking first."""
