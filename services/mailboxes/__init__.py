"""Partners without an account: a proven mailbox, a link by mail, a one-time code and a short session of their own."""
