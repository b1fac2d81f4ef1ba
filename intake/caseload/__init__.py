"""People somebody guides already, brought in from a spreadsheet: read, mapped, checked, registered, reported."""
