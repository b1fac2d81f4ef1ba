"""Sign-on of an organisation: its own people come in with the account of their work (OpenID Connect)."""
