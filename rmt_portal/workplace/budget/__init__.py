"""The pages of who decides about money: what waits, what is in each pot, and what was paid."""
