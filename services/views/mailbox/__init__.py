"""The pages of partners without an account, under /verwijzingen/per-mail/."""
