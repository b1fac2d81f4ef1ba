"""The plan of a client: made, agreed on, carried out and looked at again; one module per verb."""
