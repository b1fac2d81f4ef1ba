"""The pages on which a coach makes and keeps a plan."""
