"""The pages on which a coach asks for a service, follows it and says what came of it."""
