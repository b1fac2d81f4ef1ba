"""The pages around a registration: triage in one screen, finding a coach, people who are known twice, the figures."""
