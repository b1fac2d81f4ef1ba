"""What the privacy officer and the administrators look after: the log, who has access, and openings in nood."""
